// Forms: the canvas of form-js, with the fields that our pages know, a palette and a panel of our own, and the page as its handler sees it.
import { FormEditor as Stock } from '@bpmn-io/form-js-editor';
import '@bpmn-io/form-js-viewer/dist/assets/form-js.css';
import '@bpmn-io/form-js-editor/dist/assets/form-js-editor.css';
import './forms.css';
import { el } from '../shell/dom.js';
import { FormMarks } from './marks.js';
import { carryOut } from './operations.js';
import { openPalette } from './palette.js';
import { FormPanel } from './panel.js';
import { Preview } from './preview.js';

/** The editor of a .form file; raises if it is no JSON object. */
export async function openEditor(container, { name, content, element, readOnly, host }) {
  const editor = new FormEditor(container, { name, readOnly, host });
  await editor.load(content);
  if (element) editor.select(element);
  return editor;
}

/** form-js without its own palette and panel, which speak English and offer what our pages cannot show. */
class Canvas extends Stock {
  _getModules() {
    return super._getModules().filter((module) => !module.propertiesPanel);
  }
}

const NO_PANEL = { propertiesPanel: ['value', { attachTo() {}, detach() {}, registerProvider() {} }] };
const KEYS = [['Enter', '在左边的栏目种类上：加到表单末尾'], ['Delete', '删去所选栏目'], ['拖动', '改变先后；拖到一行里并排'], ['拖动栏目左右边', '改变宽度']];

class FormEditor {
  keys = KEYS;

  constructor(container, { name, readOnly, host }) {
    Object.assign(this, { name, readOnly, host, listeners: [], source: '', touched: false, findings: [] });
    this.palette = el('div', { class: 'zf-fm-palette', hidden: readOnly });
    this.canvas = el('div', { class: 'zf-fm-canvas' });
    this.side = el('aside', { class: 'zf-fm-side', 'aria-label': '属性' });
    this.design = el('div', { class: 'zf-fm-design' }, this.palette, this.canvas, this.side);
    this.box = el('div', { class: 'zf-fm' }, this.design);
    container.append(this.box);
    this.form = new Canvas({ container: this.canvas, palette: { parent: el('div') }, propertiesPanel: { parent: el('div') }, additionalModules: [NO_PANEL] });
    this.form.get('fieldFactory')._getUniqueKeyPath = () => this.newKey();
    this.preview = new Preview(this);
    this.box.prepend(this.preview.bar);
    this.box.append(this.preview.box);
    this.marks = new FormMarks(this);
    this.panel = new FormPanel(this.side, this);
    if (!readOnly) openPalette(this.palette, this);
    this.form.on('selection.changed', () => this.panel.draw());
    this.form.on('commandStack.changed', () => this.changed());
    this.canvas.addEventListener('keydown', (event) => this.keydown(event));
  }

  tools = [{ id: 'preview', title: '预览：办理人看到的样子', icon: 'eye', run: () => this.preview.toggle() }];

  changed() {
    if (!this.loaded) return;
    this.touched = true;
    this.panel.drawSoon();
    this.preview.changed();
    for (const listener of this.listeners) listener();
  }

  keydown(event) {
    const selected = this.selected;
    if (event.key !== 'Delete' || this.readOnly || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || selected === this.schema) return;
    this.remove(selected);
  }

  // ---- text
  /** What was opened, to the letter, until something is changed, and again when all changes are undone. */
  async content() {
    if (!this.touched) return this.source;
    const { exporter, ...schema } = this.form.getSchema();
    if (this.original.exporter) schema.exporter = this.original.exporter;
    if (this.original.schemaVersion === undefined) delete schema.schemaVersion;
    else schema.schemaVersion = this.original.schemaVersion;       // its own, not that of the editor: nothing of a newer one is used
    const written = `${JSON.stringify(inOrder(schema, this.original), null, 2)}\n`;
    return written === this.baseline ? this.source : written;
  }

  async load(content) {
    this.loaded = false;
    this.original = JSON.parse(content);
    if (!Array.isArray(this.original?.components)) throw new Error('这个文件不是表单');
    await this.form.importSchema(this.original);
    if (this.readOnly) this.form.get('commandStack').execute = () => {};
    Object.assign(this, { source: content, baseline: `${JSON.stringify(JSON.parse(content), null, 2)}\n`, touched: false, loaded: true });
    this.panel.draw();
    this.preview.changed();
    this.marks.show(this.findings);
  }

  // ---- fields
  get schema() {
    return this.form._getState().schema;
  }

  get registry() {
    return this.form.get('formFieldRegistry');
  }

  get selected() {
    return this.form.get('selection').get() ?? this.schema;
  }

  get modeling() {
    return this.form.get('modeling');
  }

  /** By its id, key or label, as findings name fields. */
  field(name) {
    return this.registry.get(name) ?? this.registry.getAll().find((each) => [each.key, each.path, each.label].includes(name)) ?? null;
  }

  /** field_1, field_2 …: to be replaced by a word that diagrams and acts use; form-js would draw letters by lot. */
  newKey() {
    const taken = new Set(this.registry.getAll().flatMap(({ key, path }) => [key, path]));
    let number = 1;
    while (taken.has(`field_${number}`)) number += 1;
    return `field_${number}`;
  }

  add(type) {
    const parent = ['group', 'dynamiclist'].includes(this.selected.type) ? this.selected : this.schema;
    const made = this.modeling.addFormField({ type, _parent: parent.id }, parent, parent.components.length);
    this.form.get('selection').set(made);
    return made;
  }

  remove(field) {
    const parent = this.registry.get(field._parent);
    this.modeling.removeFormField(field, parent, parent.components.indexOf(field));
  }

  select(name) {
    const field = this.field(name);
    if (!field) return;
    this.preview.close();
    this.form.get('selection').set(field);
    this.canvas.querySelector(`.fjs-element[data-id="${CSS.escape(field.id)}"]`)?.scrollIntoView({ block: 'center' });
  }

  // ---- problems
  show(findings) {
    this.findings = findings;
    this.marks.show(findings);
    this.panel.drawFindings();
  }

  async apply(ops) {
    return !this.readOnly && carryOut(this, ops);
  }

  onChange(listener) {
    this.listeners.push(listener);
  }

  undo() {
    this.form.get('commandStack').undo();
  }

  redo() {
    this.form.get('commandStack').redo();
  }

  destroy() {
    this.panel.destroy();
    this.preview.destroy();
    this.form.destroy();
    this.box.remove();
  }
}

/** The members of the file in the order in which they were, new ones after them. */
function inOrder(schema, original) {
  const names = [...Object.keys(original), ...Object.keys(schema)].filter((name) => name in schema);
  return Object.fromEntries(names.map((name) => [name, schema[name]]));
}
