// A file as text: for scenario tests without a panel, and for what an editor cannot read. JSON is checked as one types.
import { el } from '../shell/dom.js';
import './plain.css';

export async function openEditor(container, { name, content, readOnly }) {
  const editor = new PlainEditor(name, content, readOnly);
  container.append(editor.box);
  return editor;
}

class PlainEditor {
  tools = [{ id: 'tidy', title: '整理缩进', icon: 'list', run: () => this.tidy() }];

  constructor(name, content, readOnly) {
    this.listeners = [];
    this.json = /\.(test|form)$/.test(name);
    this.text = el('textarea', { class: 'zf-plain-text', 'aria-label': `${name} 的内容`, spellcheck: 'false', readonly: readOnly, oninput: () => this.touched() });
    this.said = el('p', { class: 'zf-plain-said', role: 'status' });
    this.box = el('div', { class: 'zf-plain' }, this.text, this.said);
    this.load(content);
  }

  async content() { return this.text.value; }

  load(content) {
    this.text.value = content;
    this.judge();
  }

  touched() {
    this.judge();
    for (const listener of this.listeners) listener();
  }

  judge() {
    this.said.textContent = this.json ? jsonFault(this.text.value) : '';
  }

  tidy() {
    if (this.text.readOnly || !this.json || jsonFault(this.text.value)) return;
    this.text.value = `${JSON.stringify(JSON.parse(this.text.value), null, 2)}\n`;
    this.touched();
  }

  select(element) {
    const at = element ? this.text.value.indexOf(`"${element}"`) : -1;
    if (at < 0) return;
    this.text.focus();
    this.text.setSelectionRange(at, at + element.length + 2);
  }

  show() {}

  apply() { return false; }

  onChange(listener) { this.listeners.push(listener); }

  // What was typed is undone by the browser, which knows of every change in a text field.
  undo() { this.text.focus(); document.execCommand('undo'); }

  redo() { this.text.focus(); document.execCommand('redo'); }

  destroy() { this.box.remove(); }
}

/** What is wrong with the JSON, with its line; empty if nothing. */
export function jsonFault(source) {
  try {
    JSON.parse(source);
    return '';
  } catch (error) {
    const at = /position (\d+)/.exec(error.message);
    const line = at ? source.slice(0, Number(at[1])).split('\n').length : null;
    return line ? `第 ${line} 行：这里的 JSON 写得不对。` : '不是合格的 JSON。';
  }
}
