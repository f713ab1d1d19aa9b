// What is wrong, file by file, asked of the server as one types. Nothing here knows the page.
const RANK = { error: 0, warning: 1, hint: 2 };
const PAUSE = 400;          // milliseconds of silence before the server is asked
const AGAIN = 8000;         // after a failure
const isLaw = (finding) => finding.code.startsWith('law-') && finding.level !== 'hint';

/** `call(method, path, body)`; `onChange(live)` when there is something new to show. Times can be given by whoever tests. */
export class Live {
  constructor(call, onChange = () => {}, { pause = PAUSE, again = AGAIN } = {}) {
    Object.assign(this, { call, onChange, pause, again });
    this.files = new Map();         // name → its findings
    this.wanted = new Map();        // name → {content, timer, running, waiting: [resolve]}
    this.failed = null;
    this.checkedAt = null;
  }

  get busy() {
    return [...this.wanted.values()].some((one) => one.running || one.timer);
  }

  /** Errors first, then file by file, down the file. */
  findings() {
    const all = [...this.files].flatMap(([, findings]) => findings);
    return all.sort((a, b) => RANK[a.level] - RANK[b.level] || a.file.localeCompare(b.file) || (a.line ?? 0) - (b.line ?? 0));
  }

  /** The whole revision as it is saved. */
  async all() {
    try {
      const { findings } = await this.call('POST', 'check', {});
      const open = new Set(this.wanted.keys());         // what is being typed is known better already
      for (const name of [...this.files.keys()]) if (!open.has(name)) this.files.delete(name);
      for (const [name, mine] of byFile(findings)) if (!open.has(name)) this.files.set(name, mine);
      this.done();
    } catch (failure) {
      this.fail(failure);
    }
  }

  /** Looks at this text after a short silence; resolves when it, or a later text of the file, has been looked at. */
  refresh(name, content) {
    const one = this.wanted.get(name) ?? { waiting: [] };
    this.wanted.set(name, one);
    one.content = content;
    clearTimeout(one.timer);
    one.timer = setTimeout(() => this.ask(name, one), this.pause);
    this.onChange(this);
    return new Promise((resolve) => one.waiting.push(resolve));
  }

  /** One question of a file at a time: what was typed meanwhile is asked when the answer has come, and the stale answer is not shown. */
  async ask(name, one) {
    one.timer = null;
    if (one.running) return;
    one.running = true;
    const asked = one.content;
    try {
      const { findings } = await this.call('POST', 'check', { name, content: asked });
      if (one.content === asked) this.take(name, findings);
    } catch (failure) {
      this.fail(failure);
      if (!one.timer && !this.gone) one.timer = setTimeout(() => this.ask(name, one), this.again);
    } finally {
      one.running = false;
    }
    if (one.content !== asked && !one.timer) await this.ask(name, one);
    if (!one.timer && !one.running) for (const resolve of one.waiting.splice(0)) resolve();
    this.onChange(this);
  }

  /** What is unlawful is so in the bundle as a whole: a change of one file may make or mend it in another. */
  take(name, findings) {
    const told = byFile(findings);
    for (const [file, known] of this.files) this.files.set(file, known.filter((finding) => !isLaw(finding)));
    for (const [file, some] of told) if (file !== name) this.files.set(file, [...(this.files.get(file) ?? []), ...some]);
    this.files.set(name, told.get(name) ?? []);
    this.done();
  }

  done() {
    this.failed = null;
    this.checkedAt = new Date();
    this.onChange(this);
  }

  fail(failure) {
    this.failed = failure;
    this.onChange(this);
  }

  forget(name) {
    clearTimeout(this.wanted.get(name)?.timer);
    this.wanted.delete(name);
    this.files.delete(name);
  }

  destroy() {
    this.gone = true;
    for (const one of this.wanted.values()) {
      clearTimeout(one.timer);
      for (const resolve of one.waiting.splice(0)) resolve();
    }
    this.wanted.clear();
  }
}

function byFile(findings) {
  const found = new Map();
  for (const finding of findings) found.set(finding.file, [...(found.get(finding.file) ?? []), finding]);
  return found;
}

/** {error, warning, hint} */
export function countsOf(findings) {
  const counts = { error: 0, warning: 0, hint: 0 };
  for (const finding of findings) counts[finding.level] += 1;
  return counts;
}

/** Those of these levels that have the words, of one file if `file` is given. */
export function filtered(findings, { levels, words = '', file = null }) {
  const wanted = words.trim().toLowerCase();
  const has = (finding) => [finding.sentence, finding.article, finding.element, finding.file].some((text) => text?.toLowerCase().includes(wanted));
  return findings.filter((finding) => levels.has(finding.level) && (!file || finding.file === file) && (!wanted || has(finding)));
}

/** [[file, findings]] in the order in which the files first come. */
export const grouped = (findings) => [...byFile(findings)];

const KINDS = [
  ['法定程序', (code) => code.startsWith('law-')], ['测试', (code) => code.startsWith('test') || code.startsWith('scenario')],
  ['走向', (code) => ['deadlock', 'lack-of-synchronisation', 'never-ends', 'never-reached', 'soundness-unexamined', 'endless_loop'].includes(code)],
  ['决策表', (code) => code.startsWith('table')], ['引用', (code) => code.startsWith('no_such') || code.startsWith('unknown') || code.startsWith('form_')],
  ['办理', (code) => ['role-lane', 'late-timer', 'endless-timer', 'end-without-state', 'gateway-without-default', 'message-alone'].includes(code) || code.startsWith('task-')],
  ['画法', (code) => code.includes('-')],
];

/** What a finding is about, in a word. */
export function kindOf(finding) {
  return KINDS.find(([, fits]) => fits(finding.code))?.[0] ?? '运行';
}
