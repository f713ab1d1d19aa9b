// The walk on the diagram: the way taken, where tokens stand, tokens that move along the flows; and what tests reach.
const SVG = 'http://www.w3.org/2000/svg';
const PACE = 260;               // milliseconds a flow
const LONGEST = 4000;           // of one step's whole animation
const CALM = window.matchMedia('(prefers-reduced-motion: reduce)');
const MARKS = ['zfl-taken', 'zfl-here', 'zfl-failed', 'zfl-covered', 'zfl-missed'];

export class Marks {
  constructor(diagram) {
    this.diagram = diagram;
    this.marked = new Map();
    this.running = 0;
  }

  get modeler() {
    return this.diagram.modeler;
  }

  service(name) {
    return this.modeler?.get(name, false);
  }

  /** `standing`: of the server; `process`: whose diagram this is. `moving`: the last step is played. */
  async show(standing, { moving = false, follow = null } = {}) {
    const turn = ++this.running;
    if (moving && !CALM.matches) await this.play(standing.steps, turn);
    if (turn !== this.running || !this.modeler) return;
    this.clear();
    for (const process of Object.keys(standing.taken.nodes)) {
      this.add(Object.keys(standing.taken.nodes[process]), 'zfl-taken');
      this.add(Object.keys(standing.taken.flows[process] ?? {}), 'zfl-taken');
    }
    for (const counts of Object.values(standing.tokens)) for (const [node, count] of Object.entries(counts)) this.token(node, count);
    for (const { node, sentence } of standing.incidents) this.badge(node, '!', `故障：${sentence}`, 'zfl-failed');
    if (follow && moving) this.follow(follow);
  }

  /** Brings the element into view, if the part that is seen does not hold it. */
  follow(node) {
    const element = this.element(node);
    const { x, y, width, height } = this.service('canvas').viewbox();
    if (!element || (element.x >= x && element.y >= y && element.x + element.width <= x + width && element.y + element.height <= y + height)) return;
    this.service('canvas').scrollToElement(element, { top: 40, bottom: 40, left: 120, right: 60 });
  }

  token(node, count) {
    this.badge(node, String(count), `${count} 个标记停在这里`, 'zfl-here');
  }

  badge(node, text, title, mark) {
    if (!this.element(node)) return;
    this.add([node], mark);
    const html = Object.assign(document.createElement('div'), { className: `zfl-badge ${mark}`, textContent: text, title });
    this.service('overlays').add(node, 'zfl-simulation', { position: { top: -12, right: 12 }, html });
  }

  /** What tests reach of this file's processes: how often, and what never. */
  cover({ nodes, flows }, processes) {
    this.running += 1;
    this.clear();
    for (const { key, missing, flows_missing: unused } of processes) {
      const counts = { ...(nodes[key] ?? {}) };
      this.add([...Object.keys(counts), ...Object.keys(flows[key] ?? {})], 'zfl-covered');
      this.add([...missing, ...unused].map(([id]) => id), 'zfl-missed');
    }
  }

  element(id) {
    return this.service('elementRegistry')?.get(id);
  }

  add(ids, mark) {
    const canvas = this.service('canvas');
    for (const id of ids) {
      if (!this.element(id)) continue;
      canvas.addMarker(id, mark);
      this.marked.set(id, this.marked.get(id) ?? true);
    }
  }

  clear() {
    const canvas = this.service('canvas');
    for (const id of this.marked.keys()) if (this.element(id)) for (const mark of MARKS) canvas.removeMarker(id, mark);
    this.marked.clear();
    this.service('overlays')?.remove({ type: 'zfl-simulation' });
  }

  // ---- tokens that move
  async play(steps, turn) {
    const flows = steps.filter((step) => step.event === 'entered' && step.flow).map((step) => this.element(step.flow)).filter((flow) => flow?.waypoints);
    const pace = Math.min(PACE, LONGEST / Math.max(flows.length, 1));
    for (const flow of flows) {
      if (turn !== this.running) return;
      await this.glide(flow.waypoints, pace);
    }
  }

  glide(points, pace) {
    const layer = this.service('canvas')?.getLayer('zfl-tokens', 10);
    if (!layer) return Promise.resolve();
    const dot = document.createElementNS(SVG, 'circle');
    dot.setAttribute('r', '7');
    dot.setAttribute('class', 'zfl-token');
    layer.append(dot);
    const began = performance.now();
    return new Promise((done) => {
      const move = (now) => {
        const share = Math.min(1, (now - began) / pace);
        const { x, y } = along(points, share);
        dot.setAttribute('cx', x);
        dot.setAttribute('cy', y);
        if (share < 1 && dot.isConnected) requestAnimationFrame(move);
        else {
          dot.remove();
          done();
        }
      };
      requestAnimationFrame(move);
    });
  }

  destroy() {
    this.running += 1;
    if (this.modeler) this.clear();
  }
}

/** The point at this share (0…1) of a line of points. */
export function along(points, share) {
  const legs = points.slice(1).map((to, i) => Math.hypot(to.x - points[i].x, to.y - points[i].y));
  let left = legs.reduce((sum, leg) => sum + leg, 0) * share;
  for (const [i, leg] of legs.entries()) {
    if (left <= leg || i === legs.length - 1) {
      const part = leg ? Math.min(1, left / leg) : 0;
      return { x: points[i].x + (points[i + 1].x - points[i].x) * part, y: points[i].y + (points[i + 1].y - points[i].y) * part };
    }
    left -= leg;
  }
  return points[0];
}
