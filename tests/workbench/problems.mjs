// {} → {scenario: what happened}: files are checked while somebody types, and the server answers in different ways.
import { Live, countsOf, filtered, grouped, kindOf } from '../../app/web/workbench/src/problems/live.js';

const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });
const finding = (file, code, level = 'error', more = {}) => ({ file, code, level, element: 'u', sentence: `${code} in ${file}`, article: null, line: 1, ...more });

/** `answer(body, number)` gives what the server says to the n-th question. */
function desk(answer) {
  const asked = [];
  const live = new Live(async (method, path, body) => {
    asked.push(`${body.content ?? 'all'}${body.quick ? '' : ' whole'}`);
    return { findings: await answer(body, asked.length) };
  }, () => {}, { pause: 8, settle: 6, again: 20 });
  const told = () => ({ asked, codes: live.findings().map((one) => `${one.file}:${one.code}`), busy: live.busy, failed: Boolean(live.failed) });
  return { live, told };
}

const SCENARIOS = {
  async typing() {
    const d = desk(() => [finding('a', 'x')]);
    d.live.refresh('a', '1');
    d.live.refresh('a', '12');
    await d.live.refresh('a', '123');
    return d.told();
  },
  async stale() {
    const d = desk(async (body, n) => { await pause(n === 1 ? 40 : 1); return [finding('a', `of-${body.content}`)]; });
    d.live.refresh('a', 'old');
    await pause(20);
    await d.live.refresh('a', 'new');
    return d.told();
  },
  async several() {
    const d = desk((body) => [finding(body.name, 'x')]);
    await Promise.all([d.live.refresh('a', '1'), d.live.refresh('b', '2')]);
    return d.told();
  },
  async lawful_again() {
    const d = desk((body) => (body.name ? body.content === 'without notice' ? [finding('other', 'law-order')] : [] : [finding('other', 'x', 'hint'), finding('other', 'law-term')]));
    await d.live.all();
    const before = d.told().codes;
    await d.live.refresh('a', 'without notice');
    const broken = d.told().codes;
    await d.live.refresh('a', 'with notice');
    return { before, broken, mended: d.told().codes };
  },
  async offline() {
    const d = desk((body, n) => { if (n < 3) throw new Error('offline'); return [finding('a', 'x')]; });
    const wait = d.live.refresh('a', '1');
    await pause(14);
    const during = d.told();
    await wait;
    return { during, after: d.told() };
  },
  async slowly() {
    const d = desk((body) => (body.quick ? [finding('a', 'at-once')] : [finding('a', 'at-once'), finding('a', 'slow')]));
    await d.live.refresh('a', '1');
    const first = d.told().codes;
    const again = d.live.refresh('a', '2');
    await pause(11);
    const typing = d.told().codes;
    await again;
    return { first, typing, asked: d.told().asked };
  },
  async whole() {
    const d = desk((body) => (body.name ? [finding('a', 'typed')] : [finding('a', 'saved'), finding('b', 'saved')]));
    await d.live.refresh('a', '1');
    await d.live.all();
    return d.told();
  },
  async lists() {
    const all = [finding('b', 'x', 'hint'), finding('a', 'law-order', 'error', { article: '第四十四条' }), finding('b', 'deadlock', 'warning')];
    const levels = new Set(['error', 'warning']);
    return {
      counts: countsOf(all), shown: filtered(all, { levels }).map((one) => one.code), words: filtered(all, { levels, words: '四十四' }).map((one) => one.code),
      mine: filtered(all, { levels, file: 'b' }).map((one) => one.code), groups: grouped(all).map(([file, some]) => [file, some.length]),
      kinds: all.map(kindOf),
    };
  },
};

const told = {};
for (const [name, play] of Object.entries(SCENARIOS)) told[name] = await play();
process.stdout.write(JSON.stringify(told));
