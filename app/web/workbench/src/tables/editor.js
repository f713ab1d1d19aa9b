// Decision tables, their relations and expressions: dmn-js with everything in Chinese, a panel of our own, findings and heat at rows.
import Modeler from 'dmn-js/lib/Modeler';
import Viewer from 'dmn-js/lib/NavigatedViewer';
import 'dmn-js/dist/assets/diagram-js.css';
import 'dmn-js/dist/assets/dmn-js-shared.css';
import 'dmn-js/dist/assets/dmn-js-drd.css';
import 'dmn-js/dist/assets/dmn-js-decision-table.css';
import 'dmn-js/dist/assets/dmn-js-decision-table-controls.css';
import 'dmn-js/dist/assets/dmn-js-literal-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression-controls.css';
import 'dmn-js/dist/assets/dmn-font/css/dmn-embedded.css';
import './tables.css';
import { el } from '../shell/dom.js';
import { Heat } from './heat.js';
import { Marks } from './marks.js';
import { decisionOf, partsOf, TYPES } from './model.js';
import { carryOut } from './operations.js';
import { TablePanel } from './panel.js';
import { copyTable, pasteInto } from './paste.js';
import { together } from './together.js';
import { translate } from './words.js';

/** The editor of a .dmn file; raises if it cannot be read. See the contract of editors in docs/architecture.md. */
export async function openEditor(container, { name, content, element, readOnly, host }) {
  const editor = new TableEditor(container, { name, readOnly, host });
  await editor.load(content);
  if (element) await editor.select(element);
  return editor;
}

const KEYS = [
  ['Enter / Shift+Enter', '到下一行、上一行的同一格'], ['Ctrl+C / Ctrl+X / Ctrl+V', '复制、剪切、粘贴这一行'], ['Ctrl+Shift+C / V', '复制、粘贴这一列'],
  ['Ctrl+V（来自电子表格）', '从所选的格起粘贴多行多列，不够的行自动加'], ['Alt+Enter', '列出可用的变量和函数'],
];

class TableEditor {
  keys = KEYS;

  constructor(container, { name, readOnly, host }) {
    Object.assign(this, { name, readOnly, host, listeners: [], source: '', touched: false, findings: [] });
    this.views = el('div', { class: 'zf-dt-views', role: 'tablist', 'aria-label': '决策关系图和各个决策' });
    this.canvas = el('div', { class: 'zf-dt-canvas' });
    this.side = el('aside', { class: 'zf-dt-side', 'aria-label': '属性' });
    this.box = el('div', { class: 'zf-dt' }, el('div', { class: 'zf-dt-main' }, this.views, this.canvas), this.side);
    container.append(this.box);
    this.dmn = new (readOnly ? Viewer : Modeler)({ container: this.canvas, common: { dataTypes: TYPES, zfl: { editor: this }, additionalModules: [{ translate: ['value', translate] }, together] }, ...modules() });
    this.dmn.on('viewer.created', ({ viewer }) => this.watch(viewer));
    this.dmn.on('views.changed', () => this.changedView());
    this.marks = new Marks(this.box);
    this.heat = new Heat(this);
    this.panel = new TablePanel(this.side, this);
    this.canvas.addEventListener('paste', (event) => pasteInto(this, event), true);
    this.canvas.addEventListener('focusin', (event) => this.entered(event), true);       // dmn-js keeps it from bubbling
    this.canvas.addEventListener('click', (event) => this.entered(event), true);
  }

  get tools() {
    return [
      { id: 'heat', title: '命中次数：每一行在真实案件里用过几次', icon: 'flame', run: (button) => this.heat.toggle(button) },
      { id: 'copy-table', title: '复制整张表，可粘贴到电子表格', icon: 'copy', run: () => copyTable(this) },
    ];
  }

  watch(viewer) {
    viewer.on('commandStack.changed', ({ trigger }) => { if (trigger !== 'clear') this.changed(); });
    viewer.on('selection.changed', () => this.panel.draw());
  }

  changed() {
    this.touched = true;
    this.panel.drawSoon();
    for (const listener of this.listeners) listener();
  }

  // ---- text
  /** What was opened, to the letter, until something is changed, and again when all changes are undone. */
  async content() {
    if (!this.touched) return this.source;
    const written = await this.written();
    return written === this.baseline ? this.source : written;
  }

  async written() {
    return (await this.dmn.saveXML({ format: true })).xml;
  }

  async load(content) {
    const active = this.dmn.getActiveView();
    await this.dmn.importXML(content, { open: false });
    Object.assign(this, { source: content, touched: false });
    const views = this.dmn.getViews();
    const tables = views.filter((view) => view.type !== 'drd');
    const view = views.find(({ id, type }) => active && id === active.id && type === active.type) ?? (tables.length === 1 ? tables[0] : views[0]);
    if (!view) throw new Error('文件里没有可以显示的决策');
    await this.dmn.open(view);
    this.baseline = await this.written();
    this.drawViews();
  }

  // ---- views
  get definitions() {
    return this.dmn.getDefinitions();
  }

  get viewer() {
    return this.dmn.getActiveViewer();
  }

  get view() {
    return this.dmn.getActiveView();
  }

  changedView() {
    if (!this.view) return;
    if (this.view.type === 'drd' && !this.fitted) this.fitted = this.viewer.get('canvas').zoom('fit-viewport', 'auto');
    this.drawViews();
    this.panel.draw();
    this.heat.draw();
    this.show(this.findings);
  }

  drawViews() {
    this.views.replaceChildren(...this.dmn.getViews().map((view) => el('button', {
      type: 'button', role: 'tab', 'aria-selected': String(view.id === this.view?.id && view.type === this.view?.type), onclick: () => this.dmn.open(view),
    }, view.type === 'drd' ? '决策关系图' : view.name || view.id)));
  }

  async openView(decision) {
    const view = this.dmn.getViews().find((each) => each.element === decision) ?? this.dmn.getViews().find((each) => each.type === 'drd');
    if (view && view.element !== this.view?.element) await this.dmn.open(view);
  }

  // ---- going somewhere
  async select(id) {
    const decision = decisionOf(this.definitions, id);
    if (decision) await this.openView(decision);
    const node = this.canvas.querySelector(`[data-element-id="${CSS.escape(id)}"], th[data-col-id="${CSS.escape(id)}"]`);
    if (!node) return;
    this.panel.chosen = id;
    this.panel.drawSoon();
    node.scrollIntoView({ block: 'center', inline: 'center' });
    (node.querySelector('[contenteditable], [tabindex]') ?? node).focus?.();
    this.marks.flash(id);
  }

  /** The cell, column or head that has the focus is what the panel shows. */
  entered(event) {
    const node = event.target.closest('[data-element-id], th[data-col-id]');
    if (!node) return;
    this.panel.chosen = node.dataset.elementId ?? node.dataset.colId;
    this.panel.drawSoon();
  }

  parts() {
    return partsOf(this.definitions);
  }

  part(id) {
    return this.parts().get(id);
  }

  // ---- problems
  show(findings) {
    this.findings = findings;
    this.marks.show(findings, this.canvas);
    this.panel.drawFindings();
  }

  async apply(ops) {
    if (this.readOnly) return false;
    return carryOut(this, ops);
  }

  onChange(listener) {
    this.listeners.push(listener);
  }

  undo() {
    this.viewer?.get('commandStack', false)?.undo();
  }

  redo() {
    this.viewer?.get('commandStack', false)?.redo();
  }

  destroy() {
    this.panel.destroy();
    this.dmn.destroy();
    this.box.remove();
  }
}

// Options of one view win over the common ones as a whole, so each gets them.
function modules() {
  const additionalModules = [{ translate: ['value', translate] }, together];
  return Object.fromEntries(['drd', 'decisionTable', 'literalExpression', 'boxedExpression'].map((view) => [view, { additionalModules }]));
}
