// The form as its handler will see it: drawn by the server with the pages' own templates, on a desk or on a phone, to be filled in on trial.
import { button, el } from '../shell/dom.js';

const SOON = 400;       // milliseconds after a change of the form
const VIEWS = [['design', '设计'], ['desk', '预览：电脑'], ['phone', '预览：手机']];

export class Preview {
  constructor(editor) {
    Object.assign(this, { editor, view: 'design', pairs: null });
    this.frame = el('iframe', { title: '表单预览', sandbox: 'allow-same-origin', onload: () => this.bind() });
    this.said = el('p', { class: 'zf-fm-refused', role: 'status' });
    this.box = el('div', { class: 'zf-fm-preview', hidden: true }, this.said,
      el('div', { class: 'zf-fm-try' }, button('重新填', () => { this.pairs = null; this.draw(); }), button('检查填得对不对', () => this.draw({ check: true }))),
      el('div', { class: 'zf-fm-device' }, this.frame));
    this.tabs = VIEWS.map(([view, name]) => el('button', { type: 'button', role: 'tab', data: { view }, onclick: () => this.show(view) }, name));
    this.bar = el('div', { class: 'zf-fm-bar', role: 'tablist', 'aria-label': '设计或预览' }, this.tabs);
    this.mark();
  }

  show(view) {
    this.view = view;
    this.box.hidden = view === 'design';
    this.box.classList.toggle('phone', view === 'phone');
    this.editor.design.hidden = view !== 'design';
    this.mark();
    if (view !== 'design') this.draw();
  }

  mark() {
    for (const tab of this.tabs) tab.setAttribute('aria-selected', String(tab.dataset.view === this.view));
  }

  toggle() {
    this.show(this.view === 'design' ? 'phone' : 'design');
  }

  close() {
    if (this.view !== 'design') this.show('design');
  }

  changed() {
    if (this.view === 'design') return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw(), SOON);
  }

  async draw({ press = null, check = false } = {}) {
    const body = { content: await this.editor.content(), title: this.title(), pairs: this.pairs, press, check };
    try {
      const { html } = await this.editor.host.call('POST', 'preview', body);
      this.said.textContent = '';
      this.scrolled = this.frame.contentWindow?.scrollY ?? 0;
      this.frame.srcdoc = html;
    } catch (failure) {
      this.said.textContent = failure.message;
    }
  }

  title() {
    return this.editor.host.files().find((file) => file.name === this.editor.name)?.title ?? null;
  }

  /** No script runs in the frame: what is changed and pressed in it is heard from outside. */
  bind() {
    const page = this.frame.contentDocument;
    const form = page?.querySelector('#task-form');
    if (!form) return;
    this.frame.contentWindow.scrollTo(0, this.scrolled ?? 0);
    form.addEventListener('change', (event) => { this.read(form); if (event.target.closest('[hx-post]')) this.draw(); });
    page.addEventListener('click', (event) => this.clicked(event, form));
    page.addEventListener('submit', (event) => event.preventDefault());
  }

  clicked(event, form) {
    const pressed = event.target.closest('button[name=do]');
    if (!pressed) return;
    event.preventDefault();
    this.read(form);
    this.draw(pressed.value === 'submit' ? { check: true } : { press: pressed.value });
  }

  read(form) {
    const Data = this.frame.contentWindow.FormData;
    this.pairs = [...new Data(form).entries()].filter(([, value]) => typeof value === 'string');
  }

  destroy() {
    clearTimeout(this.timer);
  }
}
