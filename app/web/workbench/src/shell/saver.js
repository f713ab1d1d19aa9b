// Saving of one file by itself: kept in the browser soon after a change, sent to the server when typing rests, sent again when the
// network comes back. Whoever was overtaken decides; nothing is lost in silence.
const KEEP = 300, SEND = 1500, FIRST_RETRY = 2000, LAST_RETRY = 60_000;      // milliseconds

/** States: saved, changed, saving, offline (is tried again), conflict (asks), stopped (refused, or somebody else holds the file). */
export class Saver {
  /**
   * @param {{name: string, seq: number, content: string, read: () => Promise<string>, call: Function, journal: object,
   *   onState: (state: string, detail: object) => void, onOvertaken: (body: object, mine: string) => void,
   *   onSaved: (answer: object) => void, delays?: object}} given  `content`: as the server has it; `read`: the editor's text
   */
  constructor(given) {
    Object.assign(this, { onState() {}, onSaved() {}, onOvertaken() {}, ...given });
    this.delays = { keep: KEEP, send: SEND, retry: FIRST_RETRY, ...given.delays };
    this.saved = given.content;
    this.state = 'saved';
    this.savedAt = null;
    this.pending = null;        // what was read from the editor and is not on the server
    this.wait = this.delays.retry;
    this.busy = null;
  }

  get unsaved() {
    return this.state !== 'saved';
  }

  changed() {
    if (this.state === 'saved') this.become('changed');
    this.later('keep', () => this.keep());
    this.later('send', () => this.flush());
  }

  /** Reads the editor and keeps what it has in this browser. */
  async keep() {
    const content = await this.read();
    if (content === this.saved) return this.settle();
    this.pending = content;
    const kept = this.journal.keep(this.name, content, this.seq);
    if (!kept) this.onState(this.state, { sentence: '本机浏览器存不下这个文件，请不要关闭页面。' });
    return content;
  }

  settle() {
    this.pending = null;
    this.journal.drop(this.name);
    if (this.state === 'changed') this.become('saved');
    return null;
  }

  /** Sends what is not yet on the server, one request at a time. `note`: a name for this version. */
  async flush(note) {
    if (this.busy) {
      await this.busy;
      return this.state === 'saved' && note === undefined ? true : this.flush(note);
    }
    this.busy = this.send(note).finally(() => { this.busy = null; });
    return this.busy;
  }

  async send(note) {
    this.cancel();
    if (['stopped', 'conflict'].includes(this.state)) return false;
    const content = await this.keep();
    if (content === null && note === undefined) return true;
    this.become('saving');
    try {
      const body = { seq: this.seq, content: content ?? this.saved, ...(note === undefined ? {} : { note }) };
      this.done(body.content, await this.call('PUT', `files/${this.name}`, body));
      return true;
    } catch (failure) {
      this.failed(failure, content);
      return false;
    }
  }

  done(content, answer) {
    this.seq = answer.seq;
    this.saved = content;
    this.savedAt = answer.saved_at;
    this.wait = this.delays.retry;
    if (this.pending === content || this.pending === null) {
      this.pending = null;
      this.journal.drop(this.name);
    }
    this.become('saved');
    this.onSaved(answer);
    this.later('keep', () => this.recheck());
  }

  /** What was typed while the request was on its way goes with the next one. */
  async recheck() {
    if (this.state === 'saved' && await this.read() !== this.saved) this.changed();
  }

  failed(failure, content) {
    const { status, body } = failure;
    if (status === undefined) throw failure;                   // a fault of the program, not of the request
    if (status === 409 && body?.code === 'stale_save') return this.overtaken(body, content);
    if (status === 0 || status === 429 || status >= 500) return this.tryAgain(failure);
    this.become('stopped', { sentence: failure.message, ...body, status });
  }

  overtaken(body, content) {
    this.become('conflict', { sentence: body.sentence });
    this.onOvertaken(body, content);
  }

  tryAgain(failure) {
    this.become('offline', { sentence: failure.status ? failure.body?.sentence : '连不上服务器', seconds: Math.round(this.wait / 1000) });
    this.later('send', () => this.flush(), this.wait);
    this.wait = Math.min(this.wait * 2, LAST_RETRY);
  }

  /** The network is back: no need to wait for the next attempt. */
  hurry() {
    if (this.state === 'offline') this.flush();
  }

  /** Goes on from what the server now has. */
  rebase(seq, content) {
    this.cancel();
    Object.assign(this, { seq, saved: content, pending: null, wait: this.delays.retry });
    this.journal.drop(this.name);
    this.become('saved');
  }

  /** Goes on after a stop, with what is in the editor. */
  resume(seq = this.seq) {
    this.seq = seq;
    this.state = 'changed';
    return this.flush();
  }

  become(state, detail = {}) {
    this.state = state;
    this.onState(state, detail);
  }

  later(what, run, delay = this.delays[what]) {
    this.timers ??= {};
    clearTimeout(this.timers[what]);
    this.timers[what] = setTimeout(run, delay);
  }

  cancel() {
    for (const timer of Object.values(this.timers ?? {})) clearTimeout(timer);
    this.timers = {};
  }
}
