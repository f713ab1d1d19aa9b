// The page's state and verbs: files of the revision, which are open where, what is saved. The parts of the page hear of changes.
import { caller } from './api.js';
import { journal } from './journal.js';
import { OpenedFile } from './opened.js';

const REFRESH = 15_000;     // milliseconds between looks at who holds what

export class Workshop {
  constructor({ base, token, revision, storage = window.localStorage }) {
    this.call = caller(base, token);
    this.release = (path) => void fetch(`${base}/${path}`, { method: 'DELETE', keepalive: true, headers: { 'X-CSRFToken': token, Accept: 'application/json' } });
    this.journal = journal(storage, revision);
    this.state = { revision: {}, files: [] };
    this.opened = new Map();
    this.active = null;
    this.events = new EventTarget();
    this.findings = [];
    this.asked = new Map();
  }

  on(what, listener) {
    this.events.addEventListener(what, (event) => listener(event.detail));
  }

  emit(what, detail) {
    this.events.dispatchEvent(new CustomEvent(what, { detail }));
  }

  // ---- the revision
  async refresh() {
    this.state = await this.call('GET', 'state');
    this.emit('state', this.state);
    return this.state;
  }

  /** Looks now and then who holds what; a page that nobody sees does not ask. */
  watch() {
    setInterval(() => { if (!document.hidden) this.refresh().catch(() => {}); }, REFRESH);     // offline: the saver says it
  }

  get mayEdit() {
    return Boolean(this.state.revision.may_edit);
  }

  whyReadOnly() {
    const { status_name: status, why } = this.state.revision;
    return why || `这份修订${status ? `（${status}）` : ''}现在不能编辑，只供查看。`;
  }

  file(name) {
    return this.state.files.find((file) => file.name === name);
  }

  known() {
    this.knowledge ??= this.call('GET', 'known').catch((failure) => { this.knowledge = null; throw failure; });
    return this.knowledge;
  }

  /** The variables known at an element of a text; asked once for each. */
  async variables({ name, content }, element) {
    const kept = this.asked.get(name);
    const known = kept?.content === content ? kept.known : new Map();
    this.asked.set(name, { content, known });
    if (!known.has(element)) known.set(element, this.call('POST', 'variables', { name, content, element }));
    const { elements } = await known.get(element);
    return elements[element] ?? [];
  }

  // ---- open files
  get current() {
    return this.opened.get(this.active) ?? null;
  }

  contentOf(name) {
    return { name, content: this.opened.get(name)?.content ?? '' };
  }

  /** Opens a file, or shows it if it is open, and goes to the element. `pane`: 0 left, 1 right. */
  async open(name, { element = null, pane = null } = {}) {
    const there = this.opened.get(name);
    if (there) {
      this.activate(name);
      if (element) there.editor?.select(element);
      return there;
    }
    const file = new OpenedFile(this, name);
    this.opened.set(name, file);
    this.emit('opening', { file, pane });
    this.activate(name);
    try {
      await file.start(element);
    } catch (failure) {
      await this.close(name);
      this.notify(`没有打开 ${name}：${failure.message}`, 'bad');
      return null;
    }
    this.emit('opened', file);
    return file;
  }

  activate(name) {
    this.active = name;
    this.emit('active', this.current);
  }

  async close(name) {
    const file = this.opened.get(name);
    if (!file) return;
    this.opened.delete(name);
    this.emit('closed', file);
    await file.close();
    if (this.active === name) this.activate([...this.opened.keys()].at(-1) ?? null);
  }

  // ---- what happened
  typed(file) {
    this.emit('typed', file);
  }

  changedState(file) {
    this.emit('saving', file);
  }

  saved(file) {
    this.emit('saved', file);
    this.refresh().catch(() => {});         // the list shows the change at its next look
  }

  show(findings) {
    this.findings = findings;
    for (const file of this.opened.values()) file.editor?.show(findings.filter((finding) => finding.file === file.name));
    this.emit('findings', findings);
  }

  notify(sentence, kind = 'info') {
    this.emit('note', { sentence, kind });
  }

  /** Sends everything that is unsaved; true if all of it is on the server. */
  async saveAll(note) {
    const files = [...this.opened.values()].filter((file) => !file.readOnly && (file.saver.unsaved || (note && file.name === this.active)));
    const done = await Promise.all(files.map((file) => file.saver.flush(note)));
    return done.every(Boolean);
  }

  get unsaved() {
    return [...this.opened.values()].some((file) => !file.readOnly && file.saver?.unsaved);
  }
}
