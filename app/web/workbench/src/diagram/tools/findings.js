// Findings on the drawing: a sign at the element, its sentence in the tooltip. Only what changed is drawn anew.
const SIGNS = { error: '✕', warning: '!', hint: 'i' };
const RANK = ['error', 'warning', 'hint'];

export class Findings {
  constructor(modeler) {
    this.overlays = modeler.get('overlays');
    this.registry = modeler.get('elementRegistry');
    this.canvas = modeler.get('canvas');
    this.drawn = new Map();
    this.last = [];
    this.traced = [];
    modeler.on('import.done', () => { this.drawn.clear(); this.traced = []; this.show(this.last); });
    modeler.on(['commandStack.changed', 'canvas.click', 'element.click'], () => this.trace([]));
  }

  show(findings) {
    this.last = findings;
    const wanted = byElement(findings);
    for (const [id, mark] of this.drawn) if (!same(wanted.get(id), mark.text) || !this.registry.get(id)) this.remove(id, mark);
    for (const [id, list] of wanted) if (!this.drawn.has(id) && this.registry.get(id)) this.add(id, list);
  }

  add(id, list) {
    const element = this.registry.get(id);
    const level = RANK.find((one) => list.some((finding) => finding.level === one)) ?? 'hint';
    const html = document.createElement('div');
    html.className = `zd-mark ${level}`;
    html.textContent = list.length > 1 ? String(list.length) : SIGNS[level];
    html.title = list.map((finding) => finding.sentence).join('\n');
    html.setAttribute('role', 'img');
    html.setAttribute('aria-label', html.title);
    const overlay = this.overlays.add(id, 'zfl-finding', { position: place(element), html, show: { minZoom: 0.3 } });
    this.drawn.set(id, { overlay, text: textOf(list) });
  }

  /** A way drawn into the diagram until something is clicked or changed. */
  trace(ids) {
    for (const id of this.traced) if (this.registry.get(id)) this.canvas.removeMarker(id, 'zd-way');
    this.traced = ids.filter((id) => this.registry.get(id));
    for (const id of this.traced) this.canvas.addMarker(id, 'zd-way');
  }

  remove(id, mark) {
    this.overlays.remove(mark.overlay);
    this.drawn.delete(id);
  }
}

const place = (element) => (element.waypoints ? { top: -9, left: -9 } : { top: -9, right: 9 });
const textOf = (list) => list.map((one) => `${one.level}${one.sentence}`).join('\n');
const same = (list, text) => list !== undefined && textOf(list) === text;

function byElement(findings) {
  const found = new Map();
  for (const finding of findings) if (finding.element) found.set(finding.element, [...(found.get(finding.element) ?? []), finding]);
  return found;
}
