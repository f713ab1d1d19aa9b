// {} → {scenario: what happened}: a file is typed into, and the server answers in different ways.
import { Saver } from '../../app/web/workbench/src/shell/saver.js';
import { journal } from '../../app/web/workbench/src/shell/journal.js';

const DELAYS = { keep: 2, send: 8, retry: 5 };
const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

/** A file that says `a` at save 3; `answers`: one for each request, the last for all further ones. */
function desk(answers) {
  const kept = new Map();
  const storage = { getItem: (k) => kept.get(k) ?? null, setItem: (k, v) => kept.set(k, v), removeItem: (k) => kept.delete(k) };
  const log = { sent: [], states: [], overtaken: null, keptBefore: [] };
  let text = 'a';
  const saver = new Saver({
    name: 'x.dmn', seq: 3, content: 'a', delays: DELAYS, journal: journal(storage, 7), read: async () => text,
    async call(method, path, body) {
      log.sent.push(body);
      log.keptBefore.push(storage.getItem('zfl-workshop:7:x.dmn') !== null);
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      return answer(body);
    },
    onState: (state) => { if (log.states.at(-1) !== state) log.states.push(state); },
    onOvertaken: (body, mine) => { log.overtaken = [body.code, mine]; },
  });
  const type = (next) => { text = next; saver.changed(); };
  const told = () => ({ ...log, state: saver.state, seq: saver.seq, journal: JSON.parse(storage.getItem('zfl-workshop:7:x.dmn') ?? 'null')?.content ?? null });
  return { saver, type, told, storage };
}

const accept = (body) => ({ seq: body.seq + 1, saved_at: '2026-11-22T06:32:00Z' });
const refuse = (status, body) => () => { throw Object.assign(new Error('no'), { status, body }); };
const slowly = async (body) => { await pause(25); return accept(body); };

const SCENARIOS = {
  async saved() { const d = desk([accept]); d.type('ab'); d.type('abc'); await pause(40); return d.told(); },
  async unchanged() { const d = desk([accept]); d.type('a'); await pause(40); return d.told(); },
  async kept_at_once() { const d = desk([accept]); d.type('ab'); await pause(5); d.saver.cancel(); return d.told(); },
  async offline() { const d = desk([refuse(0), refuse(503, {}), accept]); d.type('ab'); await pause(12); const during = d.told(); await pause(80); return { during, after: d.told() }; },
  async back_online() { const d = desk([refuse(0), accept]); d.saver.wait = 60000; d.type('ab'); await pause(20); d.saver.hurry(); await pause(15); return d.told(); },
  async overtaken() { const d = desk([refuse(409, { code: 'stale_save' })]); d.type('ab'); await pause(30); d.type('abc'); await pause(40); return d.told(); },
  async merged() { const d = desk([refuse(409, { code: 'stale_save' }), accept]); d.type('ab'); await pause(30); d.saver.rebase(9, 'abx'); d.type('abxy'); await pause(40); return d.told(); },
  async refused() { const d = desk([refuse(403, { code: 'may_not_edit', sentence: '不行' })]); d.type('ab'); await pause(60); return d.told(); },
  async typed_meanwhile() { const d = desk([slowly, accept]); d.type('ab'); await pause(15); d.type('abc'); await pause(80); return d.told(); },
  async named() { const d = desk([accept]); await d.saver.flush('送审前'); return d.told(); },
  async full() { const d = desk([refuse(0)]); d.storage.setItem = () => { throw new Error('full'); }; d.type('ab'); await pause(30); d.saver.cancel(); return d.told(); },
};

const answers = {};
for (const [name, play] of Object.entries(SCENARIOS)) answers[name] = await play();
process.stdout.write(JSON.stringify(answers));
process.exit(0);
