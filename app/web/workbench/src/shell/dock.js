// Bottom: problems, trying it out, versions. A tab is made when it is first opened.
import { el, icon, signButton } from './dom.js';
import { loadProblems, loadSimulation } from './editors.js';
import { hostFor } from './host.js';
import { openVersions } from './versions.js';

const TABS = [['problems', '问题', 'alert-circle'], ['simulation', '试走', 'player-play'], ['versions', '版本', 'history']];
const HEIGHT = 'zfl-workshop-dock';

export function openDock(container, shop) {
  const dock = new Dock(container, shop);
  shop.on('typed', (file) => dock.problems?.refresh(file.name, file.content));
  shop.on('opened', (file) => dock.problems?.refresh(file.name, file.content));
  shop.on('active', () => dock.changedFile());
  shop.on('saved', () => dock.panels.versions?.refresh?.());
  shop.on('findings', () => dock.count());
  return dock;
}

class Dock {
  constructor(container, shop) {
    Object.assign(this, { container, shop, panels: {}, boxes: {}, shown: null, problems: null });
    this.tabs = Object.fromEntries(TABS.map(([id, name, sign]) => [id, this.tab(id, name, sign)]));
    this.fold = signButton('chevron-down', '收起', () => this.show(null));
    this.body = el('div', { class: 'zf-w-dock-body' });
    this.grip = el('div', { class: 'zf-w-grip', title: '拖动改变高度', onpointerdown: (event) => this.drag(event) });
    container.append(this.grip, el('div', { class: 'zf-w-dock-tabs', role: 'tablist', 'aria-label': '检查与试走' }, Object.values(this.tabs), this.fold), this.body);
    container.style.setProperty('--dock', window.localStorage.getItem(HEIGHT) ?? '220px');
    this.show(null);
  }

  tab(id, name, sign) {
    return el('button', { type: 'button', role: 'tab', data: { dock: id }, onclick: () => this.show(this.shown === id ? null : id) },
      icon(sign), name, el('span', { class: 'zf-w-counts' }));
  }

  async show(id) {
    this.shown = id;
    this.container.classList.toggle('open', Boolean(id));
    this.fold.hidden = !id;
    for (const [name, tab] of Object.entries(this.tabs)) tab.setAttribute('aria-selected', String(name === id));
    for (const [name, box] of Object.entries(this.boxes)) box.hidden = name !== id;
    if (id && !this.boxes[id]) await this.make(id);
  }

  async make(id) {
    this.boxes[id] = el('div', { class: 'zf-w-dock-panel', data: { panel: id } });
    this.body.append(this.boxes[id]);
    try {
      this.panels[id] = await MAKERS[id](this, this.boxes[id]);
    } catch (error) {
      this.broken(this.boxes[id], error);
    }
  }

  broken(box, error) {
    console.warn(error);
    box.textContent = `这一栏没有打开：${error.message}。请刷新页面再试。`;
  }

  /** Problems are looked for whether their tab is open or not. */
  async watchProblems() {
    this.boxes.problems = el('div', { class: 'zf-w-dock-panel', hidden: this.shown !== 'problems', data: { panel: 'problems' } });
    this.body.append(this.boxes.problems);
    try {
      this.problems = this.panels.problems = await openProblems(this.boxes.problems, this.shop);
    } catch (error) {
      this.broken(this.boxes.problems, error);
      return;
    }
    for (const file of this.shop.opened.values()) if (file.editor) this.problems.refresh(file.name, file.content);
  }

  changedFile() {
    this.panels.versions?.refresh?.();
    if (!this.panels.simulation || this.panels.simulation.file === this.shop.active) return;
    this.panels.simulation.destroy();
    this.boxes.simulation.remove();
    delete this.panels.simulation;
    delete this.boxes.simulation;
    if (this.shown === 'simulation') this.show('simulation');
  }

  count() {
    const counts = this.shop.findings.reduce((sum, finding) => ({ ...sum, [finding.level]: (sum[finding.level] ?? 0) + 1 }), {});
    this.tabs.problems.querySelector('.zf-w-counts').replaceChildren(
      ...[['error', 'bad', '处错误'], ['warning', 'warn', '处警告']].filter(([level]) => counts[level])
        .map(([level, kind, words]) => el('span', { class: `zf-w-count ${kind}`, title: `${counts[level]} ${words}` }, String(counts[level]))));
  }

  drag(event) {
    const start = event.clientY + this.container.getBoundingClientRect().height;
    const move = (moved) => this.resize(start - moved.clientY);
    this.grip.setPointerCapture(event.pointerId);
    this.grip.addEventListener('pointermove', move);
    this.grip.addEventListener('pointerup', () => this.grip.removeEventListener('pointermove', move), { once: true });
  }

  resize(height) {
    const px = `${Math.round(Math.max(120, Math.min(height, window.innerHeight * 0.7)))}px`;
    this.container.style.setProperty('--dock', px);
    window.localStorage.setItem(HEIGHT, px);
  }
}

const MAKERS = {
  problems: (dock) => dock.problems,
  simulation: (dock, box) => openSimulation(box, dock.shop),
  versions: (dock, box) => openVersions(box, dock.shop),
};

async function openProblems(box, shop) {
  const { openProblems: open } = await loadProblems();
  const panel = await open(box, hostFor(shop), {
    onGo: (finding) => go(shop, finding),
    onFix: (finding) => fix(shop, finding),
    onFindings: (findings) => shop.show(findings),
  });
  return {
    ...panel,
    findings: () => panel.findings(),
    destroy: () => panel.destroy(),
    async refresh(name, content) {
      await panel.refresh(name, content);
      shop.show(panel.findings());
    },
  };
}

/** To the element, and in a drawing along the way that leads there. */
async function go(shop, finding) {
  const file = await shop.open(finding.file, { element: finding.element });
  file?.editor?.trace?.(finding.more ?? []);
}

/** The fix is a change like any other: it can be undone and is saved by itself. */
async function fix(shop, finding) {
  const file = await shop.open(finding.file, { element: finding.element });
  if (!file) return false;
  if (file.readOnly) {
    shop.notify('这个文件现在只读，不能修复。', 'bad');
    return false;
  }
  if (finding.fix.ops.some(([what]) => what === 'layout')) return file.editor.tools.find((tool) => tool.id === 'layout')?.run();
  const done = await file.editor.apply(finding.fix.ops);
  shop.notify(done ? `已修复：${finding.fix.title}。可以撤销。` : '没有修复成：文件已经变了，请重新检查。', done ? 'info' : 'bad');
  return done;
}

async function openSimulation(box, shop) {
  const file = shop.current;
  if (!file?.name.endsWith('.bpmn')) {
    box.textContent = '试走用于流程图：请先打开一张流程图。';
    return { file: file?.name ?? null, destroy() {} };
  }
  const { openSimulation: open } = await loadSimulation();
  if (!file.editor) await new Promise((ready) => { shop.on('opened', (opened) => opened === file && ready()); });
  const panel = await open(box, hostFor(shop, file.name), { diagram: diagramOf(file) });
  return { ...panel, file: file.name, destroy: () => panel.destroy() };
}

/** The file's editor, whichever it is by now: taking over or merging opens another. */
const diagramOf = (file) => ({
  get modeler() { return file.editor?.modeler; },
  content: async () => file.editor?.content() ?? file.content,
  select: (element) => file.editor?.select(element),
});

