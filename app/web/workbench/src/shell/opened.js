// One opened file: its editor, who holds it, how it is saved, and the notices above it.
import { askMerge } from './conflict.js';
import { button, el, icon, moment } from './dom.js';
import { editorFor } from './editors.js';
import { Hold } from './hold.js';
import { hostFor } from './host.js';
import { Saver } from './saver.js';

export class OpenedFile {
  constructor(shop, name) {
    Object.assign(this, { shop, name, editor: null, saver: null, content: '', element: null, readOnly: true });
    this.host = hostFor(shop, name);
    this.banners = el('div', { class: 'zf-w-banners' });
    this.stage = el('div', { class: 'zf-w-stage' });
    this.box = el('section', { class: 'zf-w-editor', 'aria-label': name, data: { file: name } }, this.banners, this.stage);
    this.hold = new Hold({ name, call: shop.call, release: shop.release, onLost: (answer) => this.lost(answer) });
  }

  get title() {
    return this.shop.file(this.name)?.title || this.name;
  }

  async start(element) {
    editorFor(this.name).catch(() => {});       // its code comes while the file does; that it failed is told where it is opened
    const [file, held] = await Promise.all([this.shop.call('GET', `files/${this.name}`), this.shop.mayEdit ? this.hold.begin() : null]);
    await this.mount(file, held ?? { mine: false, holder: file.holder }, element);
    this.offerUnsaved(file);
  }

  async mount(file, held, element) {
    this.readOnly = !held.mine;
    this.content = file.content;
    this.banners.replaceChildren();
    this.watch(file);
    await this.openEditor(element);
    if (this.readOnly) this.explainReadOnly(held.holder);
    this.shop.changedState(this);
  }

  async openEditor(element, plain = false) {
    this.editor?.destroy();
    this.stage.replaceChildren();
    const openEditor = await editorFor(this.name, plain);
    try {
      this.editor = await openEditor(this.stage, {
        name: this.name, content: this.content, element: element ?? null, readOnly: this.readOnly, host: this.host,
      });
    } catch (error) {
      if (plain) throw error;
      console.warn(error);
      await this.openEditor(element, true);
      this.banner('bad', `这个文件画不出来，先按文字打开：${error.message}`);
      return;
    }
    this.editor.onChange(() => this.changed());
  }

  // ---- saving
  watch(file) {
    this.saver?.cancel();
    this.saver = new Saver({
      name: this.name, seq: file.seq, content: file.content, call: this.shop.call, journal: this.shop.journal,
      read: () => this.read(),
      onState: (state, detail) => this.saving(state, detail),
      onSaved: () => this.shop.saved(this),
      onOvertaken: (body) => this.overtaken(body),
    });
  }

  /** Whom somebody else's hold kept from saving has lost the file, whether the next beat told him yet or not. */
  saving(state, detail) {
    this.detail = detail;
    this.shop.changedState(this);
    if (state === 'saved') this.removeBanner('stopped');
    if (state !== 'stopped') return;
    if (detail.code !== 'held') return this.explainStop(detail);
    this.hold.stop();
    this.lost({ holder: { name: detail.by, since: detail.at } });
  }

  /** A log-in that is over, a right that was taken away, a revision that was closed meanwhile. */
  explainStop(detail) {
    this.banner('bad', `没有存上：${detail.sentence} 修改留在这台电脑上。`, [
      button('再存一次', () => this.saver.resume()), button('刷新页面', () => window.location.reload()),
    ], 'stopped');
  }

  async read() {
    this.content = await this.editor.content();
    return this.content;
  }

  changed() {
    if (this.readOnly) return;
    this.saver.changed();
    clearTimeout(this.told);
    this.told = setTimeout(() => this.tell(), 250);
  }

  /** What watches the text of files (problems, the files' list) hears of it. */
  async tell() {
    await this.read();
    this.shop.typed(this);
  }

  async overtaken(body) {
    this.banner('bad', body.sentence ?? '这个文件已经被别处保存，您的修改还没有存上。', [
      button('处理冲突', () => this.merge(body), { kind: 'btn-primary' }),
    ], 'conflict');
    await this.merge(body);
  }

  async merge(body) {
    const answer = await askMerge(this.title, body);
    if (!answer) return;
    if (answer.take === 'theirs') await this.reload();
    else await this.sendMerged(answer.choices);
  }

  /** The server merges, so that what is stored is what was checked: what stands in the editor by now, and nothing is typed meanwhile. */
  async sendMerged(choices) {
    this.stage.inert = true;
    try {
      const saved = await this.shop.call('PUT', `files/${this.name}`, { seq: this.saver.seq, content: await this.read(), choices });
      await this.take(saved.content, saved.seq);
      this.saver.savedAt = saved.saved_at;
      this.shop.saved(this);
      this.shop.changedState(this);
    } catch (failure) {
      if (failure.status === 409 && failure.body?.code === 'stale_save') await this.merge(failure.body);
      else this.shop.notify(failure.message, 'bad');
    } finally {
      this.stage.inert = false;
    }
  }

  /** The editor shows this text, which the server has under this number. */
  async take(content, seq) {
    this.content = content;
    await this.editor.load(content);
    this.saver.rebase(seq, content);
    this.removeBanner('conflict');
    this.shop.typed(this);
  }

  async reload() {
    const file = await this.shop.call('GET', `files/${this.name}`);
    await this.take(file.content, file.seq);
  }

  /** Another text (an older version, what was kept in this browser) in the editor, as a change that can be saved. */
  async replace(content) {
    await this.editor.load(content);
    this.changed();
    return this.saver.flush();
  }

  // ---- who holds it
  explainReadOnly(holder) {
    if (!this.shop.mayEdit) return this.banner('', this.shop.whyReadOnly());
    const who = holder ? `${holder.name} 正在编辑（${moment(holder.since)} 起）` : '别人正在编辑';
    this.banner('', `${who}：您可以看，或接手编辑。`, [button('接手编辑', () => this.takeOver(), { sign: 'edit' })], 'held');
  }

  async takeOver() {
    try {
      const held = await this.hold.begin(true);
      await this.mount(await this.shop.call('GET', `files/${this.name}`), held);
      this.offerUnsaved({ content: this.content });
    } catch (failure) {
      this.shop.notify(failure.message, 'bad');
    }
  }

  /** Somebody took over: what was typed here stays in this browser and on the screen, but can no longer be saved as it is. */
  async lost({ holder, sentence }) {
    if (this.saver.unsaved) await this.saver.keep();
    const unsaved = this.saver.unsaved;
    this.saver.cancel();
    this.readOnly = true;
    this.stage.inert = true;
    const who = holder ? `${holder.name} 于 ${moment(holder.since)} 接手编辑` : sentence ?? '别人接手了编辑';
    this.banner('bad', `${who}。${unsaved ? '您没有存上的修改留在这台电脑上，接手回来后可以合并。' : '您的修改都已保存。'}`,
      [button('看最新内容', () => this.look()), button('接手回来', () => this.takeOver(), { sign: 'edit' })], 'held');
    this.shop.changedState(this);
  }

  async look() {
    this.stage.inert = false;
    const file = await this.shop.call('GET', `files/${this.name}`);
    await this.mount(file, { mine: false, holder: file.holder });
  }

  // ---- notices
  offerUnsaved(file) {
    this.stage.inert = false;
    const kept = this.shop.journal.read(this.name);
    if (!kept || this.readOnly) return;
    if (kept.content === file.content) return void this.shop.journal.drop(this.name);
    this.banner('bad', `这台电脑上有 ${moment(kept.at)} 没有存上的修改。`, [
      button('恢复这些修改', () => this.restoreKept(kept), { kind: 'btn-primary' }),
      button('不要了', () => { this.shop.journal.drop(this.name); this.removeBanner('kept'); }),
    ], 'kept');
  }

  /** Based on the save that it was typed upon: if somebody saved since, the server says so and both are merged. */
  async restoreKept(kept) {
    this.removeBanner('kept');
    this.saver.seq = kept.seq;
    await this.replace(kept.content);
  }

  banner(kind, text, actions = [], id = '') {
    if (id) this.removeBanner(id);
    this.banners.append(el('div', { class: `zf-w-banner ${kind}`, role: 'alert', data: { banner: id } },
      icon(kind === 'bad' ? 'alert-circle' : 'info-circle'), el('span', {}, text), ...actions));
  }

  removeBanner(id) {
    this.banners.querySelector(`[data-banner="${id}"]`)?.remove();
  }

  async close() {
    if (this.saver?.unsaved && !this.readOnly) await this.saver.flush();
    this.saver?.cancel();
    this.hold.end();
    this.editor?.destroy();
    this.box.remove();
  }
}
