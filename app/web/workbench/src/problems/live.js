// What is wrong, file by file, asked of the server as one types. Nothing here knows the page.
const RANK = { error: 0, warning: 1, hint: 2 };
const PAUSE = 400;          // milliseconds of silence before the server is asked what it can say at once
const SETTLE = 900;         // and before it is asked for all: that follows data through every process and plays the tests
const AGAIN = 8000;         // after a failure
const isLaw = (finding) => finding.code.startsWith('law-') && finding.level !== 'hint';
const keyOf = (finding) => `${finding.code} ${finding.element} ${finding.sentence}`;

/** `call(method, path, body)`; `onChange(live)` when there is something new to show. Times can be given by whoever tests. */
export class Live {
  constructor(call, onChange = () => {}, { pause = PAUSE, settle = SETTLE, again = AGAIN } = {}) {
    Object.assign(this, { call, onChange, pause, settle, again });
    this.files = new Map();         // name → {quick, slow}: what was said at once, and what only later
    this.wanted = new Map();        // name → {content, timer, running, waiting: [resolve]}
    this.failed = null;
    this.checkedAt = null;
  }

  get busy() {
    return this.reading || [...this.wanted.values()].some((one) => one.running || one.timer);
  }

  /** Errors first, then file by file, down the file. */
  findings() {
    const all = [...this.files.values()].flatMap(({ quick, slow }) => [...quick, ...slow]);
    return all.sort((a, b) => RANK[a.level] - RANK[b.level] || a.file.localeCompare(b.file) || (a.line ?? 0) - (b.line ?? 0));
  }

  /** The whole revision as it is saved. */
  async all() {
    this.reading = true;
    try {
      for (const quick of [true, false]) {
        const { findings } = await this.call('POST', 'check', { quick });
        const told = byFile(findings);
        for (const name of new Set([...this.files.keys(), ...told.keys()])) {
          if (!this.wanted.has(name)) this.put(name, told.get(name) ?? [], quick);          // what is being typed is known better already
        }
        this.done();
      }
    } catch (failure) {
      this.fail(failure);
    } finally {
      this.reading = false;
      this.onChange(this);
    }
  }

  /** Looks at this text after a short silence; resolves when it, or a later text of the file, has been looked at. */
  refresh(name, content) {
    const one = this.wanted.get(name) ?? { waiting: [] };
    this.wanted.set(name, one);
    one.content = content;
    this.later(name, one, this.pause, true);
    this.onChange(this);
    return new Promise((resolve) => one.waiting.push(resolve));
  }

  later(name, one, pause, quick) {
    clearTimeout(one.timer);
    one.timer = setTimeout(() => this.ask(name, one, quick), pause);
  }

  /** One question of a file at a time: what was typed meanwhile is asked when the answer has come, and the stale answer is not shown. */
  async ask(name, one, quick) {
    one.timer = null;
    if (one.running) return;
    one.running = true;
    const asked = one.content;
    let next = null;
    try {
      const { findings } = await this.call('POST', 'check', { name, content: asked, quick });
      if (one.content === asked) this.take(name, findings, quick);
      if (one.content === asked && quick) next = [this.settle, false];
    } catch (failure) {
      this.fail(failure);
      next = [this.again, quick];
    } finally {
      one.running = false;
    }
    if (one.content !== asked && !one.timer) next = [0, true];
    if (next && !one.timer && !this.gone) this.later(name, one, ...next);
    if (!one.timer) for (const resolve of one.waiting.splice(0)) resolve();
    this.onChange(this);
  }

  /** What is unlawful is so in the bundle as a whole: a change of one file may make or mend it in another. */
  take(name, findings, quick) {
    const told = byFile(findings);
    for (const [file, { quick: some, slow }] of this.files) {
      if (file !== name) this.files.set(file, { quick: [...some.filter((one) => !isLaw(one)), ...(told.get(file) ?? [])], slow: slow.filter((one) => !isLaw(one)) });
    }
    for (const [file, some] of told) if (!this.files.has(file)) this.files.set(file, { quick: some, slow: [] });
    this.put(name, told.get(name) ?? [], quick);
    this.done();
  }

  /** What was said only later stays until it is asked for again. */
  put(name, findings, quick) {
    const { quick: before, slow } = this.files.get(name) ?? { quick: [], slow: [] };
    const atOnce = new Set((quick ? findings : before).map(keyOf));
    this.files.set(name, quick ? { quick: findings, slow: slow.filter((one) => !atOnce.has(keyOf(one))) }
      : { quick: findings.filter((one) => atOnce.has(keyOf(one))), slow: findings.filter((one) => !atOnce.has(keyOf(one))) });
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
  ['走向', (code) => ['deadlock', 'lack-of-synchronisation', 'never-ends', 'never-reached', 'improper-completion', 'soundness-unexamined', 'endless_loop'].includes(code)],
  ['决策表', (code) => code.startsWith('table')], ['引用', (code) => code.startsWith('no_such') || code.startsWith('unknown') || code.startsWith('form_')],
  ['办理', (code) => ['role-lane', 'late-timer', 'endless-timer', 'end-without-state', 'gateway-without-default', 'message-alone'].includes(code) || code.startsWith('task-')],
  ['画法', (code) => code.includes('-')],
];

/** What a finding is about, in a word. */
export function kindOf(finding) {
  return KINDS.find(([, fits]) => fits(finding.code))?.[0] ?? '运行';
}
