// The diagram editor: bpmn-js with our panel, menus and words. openEditor keeps the contract of all editors.
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn-embedded.css';
import 'diagram-js-minimap/assets/diagram-js-minimap.css';
import './diagram.css';
import './panel/panel.css';
import { makeModeler } from './modeler.js';
import { applyFixes } from './model/fixes.js';
import { readable, spell, unspell } from './model/spelling.js';
import { Findings } from './tools/findings.js';
import { frame } from './tools/frame.js';
import { goTo, showAtFirst, undrawn } from './tools/view.js';
import { tools } from './tools/tools.js';
import { KEYS } from './tools/keys.js';
import { Panel } from './panel/panel.js';

export async function openEditor(container, { name, content, element, readOnly, host }) {
  const editor = new DiagramEditor(frame(container), { name, readOnly, host });
  await editor.load(content);
  if (element) editor.select(element);
  return editor;
}

class DiagramEditor {
  constructor(places, { name, readOnly, host }) {
    Object.assign(this, { places, name, readOnly, host, listeners: [], modeler: null, changes: 0 });
    this.keys = KEYS;
    this.tools = tools(this);
    places.root.addEventListener('keydown', (event) => this.keysBeside(event));
  }

  /** Shows this text; one that has no drawing is laid out first. */
  async load(content) {
    try {
      await this.draw(content);
    } catch (error) {
      if (!/no diagram to display/.test(error.message)) throw error;
      const { content: drawn } = await this.host.call('POST', 'layout', { content });
      await this.draw(drawn);
      this.host.notify('这个文件里只有流程，没有画出来的图，已自动排版。');
    }
  }

  /** The descriptors fit one text, so each text gets a modeler of its own. */
  async draw(content) {
    const view = this.modeler?.get('canvas').viewbox();
    const xml = readable(content);
    this.dismantle();
    this.modeler = makeModeler(this.places.canvas, { content: xml, host: this.host, readOnly: this.readOnly });
    this.findings = new Findings(this.modeler);
    const { modeler, host, readOnly } = this;
    this.panel = new Panel(this.places.panel, { modeler, editing: modeler.get('editingOf')(), host, readOnly });
    const { lost } = await this.modeler.read(xml);
    this.warn(lost, undrawn(this.modeler));
    this.kept = { at: null, content, text: content };
    this.modeler.on('commandStack.changed', () => this.changed());
    showAtFirst(this.modeler, view);
    this.panel.later();
  }

  /** Another text as a change: it cannot be undone, but it is saved. */
  async replace(content) {
    await this.load(content);
    this.changed();
  }

  get stack() {
    return this.modeler.get('commandStack', false);
  }

  warn(lost, hidden) {
    const where = lost.slice(0, 3).map((one) => one.sentence).join('；');
    if (lost.length) this.host.notify(`这个文件有 ${lost.length} 处不是 BPMN 内容，编辑器看不懂，保存后会丢失：${where}。`, 'bad');
    const which = hidden.slice(0, 3).map((one) => one.name || one.id).join('、');
    if (hidden.length) this.host.notify(`有 ${hidden.length} 个环节没有画出来（${which}），点“自动排版”补画。`, 'bad');
  }

  changed() {
    this.changes += 1;
    for (const listener of this.listeners) listener();
  }

  /** The XML. Before the first change it is the text that was loaded, to the byte; serialised once for each state. */
  async content() {
    this.panel.flush();
    if (!this.stack?.canUndo()) return this.kept.content;
    if (this.kept.at !== this.changes) {
      const at = this.changes;
      const { xml } = await this.modeler.saveXML({ format: true });
      Object.assign(this.kept, { at, text: unspell(xml) });
    }
    return this.kept.text;
  }

  select(elementId) {
    goTo(this.modeler, spell(elementId));
  }

  show(findings) {
    this.findings.show(findings.map((one) => ({ ...one, element: spell(one.element) })));
  }

  /** Marks a way through the drawing, the counterexample of a check; an empty one takes the marks away. */
  trace(ids) {
    this.findings.trace(ids.map(spell));
  }

  apply(ops) {
    if (this.readOnly) return false;
    this.panel.flush();
    const inside = ([what, element, ...rest]) => [what, spell(element), ...(what === 'default' ? rest.map(spell) : rest)];
    return applyFixes(this.modeler, ops.map(inside));
  }

  onChange(listener) {
    this.listeners.push(listener);
  }

  undo() {
    this.panel.flush();
    this.stack?.undo();
  }

  redo() {
    this.stack?.redo();
  }

  /** Opened after the click that asked for it has passed: a click beside the search closes it. */
  find() {
    this.panel.flush();
    setTimeout(() => this.modeler.get('searchPad').open());
  }

  /** The canvas hears its own keys; in the panel they mean the diagram too, but where text is typed undo is the field's. */
  keysBeside(event) {
    if (event.defaultPrevented || !(event.ctrlKey || event.metaKey) || this.places.canvas.contains(event.target)) return;
    const typing = event.target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    const act = { f: 'find', y: 'redo', z: event.shiftKey ? 'redo' : 'undo' }[event.key.toLowerCase()];
    if (!act || (typing && act !== 'find')) return;
    event.preventDefault();
    this[act]();
  }

  dismantle() {
    this.panel?.destroy();
    this.modeler?.destroy();
  }

  destroy() {
    this.dismantle();
    this.places.root.remove();
  }
}
