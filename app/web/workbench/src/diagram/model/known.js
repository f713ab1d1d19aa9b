// What may be chosen: the server's knowledge and the revision's files, as options of the panel's fields.
import { amountWords } from './timers.js';

const NOTHING = { roles: {}, organs: [], acts: {}, deadlines: {}, parameters: {}, services: {}, case_fields: {}, stages: {}, end_states: {} };

export function choices(known, files) {
  const all = { ...NOTHING, ...known };
  const ofKind = (kind) => files.filter((file) => file.kind === kind && !file.deleted);
  return {
    raw: all,
    roles: named(all.roles),
    stages: named(all.stages),
    endStates: named(all.end_states),
    acts: Object.values(all.acts).map((act) => ({ value: act.code, label: act.name, note: act.article })),
    deadlines: Object.values(all.deadlines).map(figure),
    services: Object.values(all.services).map((one) => ({ value: one.name, label: one.title, note: one.name })),
    forms: ofKind('form').map(file),
    decisions: ofKind('dmn').map(file),
    processes: ofKind('bpmn').map(file),
  };
}

export const STATUS = { sample: '样例，施行前须核定', law: '法定' };

const named = (names) => Object.entries(names).map(([value, label]) => ({ value, label, note: value }));
const file = (one) => ({ value: one.key, label: one.title || one.key, note: one.key });
const figure = (one) => ({ value: one.code, label: `${one.name}（${amountWords(one)}）`, note: [one.code, one.basis, one.status === 'sample' ? '样例' : ''].filter(Boolean).join(' · ') });
