// What may be chosen: the server's knowledge (GET known) as options of the panel's fields, and by code.
import { amountWords } from './timers.js';

/** The file that a decision or process stands in. */
export const fileOf = (options, value) => options.find((one) => one.value === value)?.file;

export const STATUS = { sample: '样例，施行前须核定', law: '法定' };

/**
 * `files`: of the revision; they have the better titles of forms.
 * Options are [{value, label, note?}]; `byCode` has what a field shows beside its choice.
 */
export function choices(known, files = []) {
  const titles = Object.fromEntries(files.map((file) => [file.name, file.title]));
  const list = (name) => known[name] ?? [];
  return {
    roles: list('roles').map(named), stages: list('stages').map(named), endStates: list('end_states').map(named),
    organs: list('organs'), scopes: list('scopes'),
    acts: list('acts').map((act) => ({ value: act.code, label: act.name, note: act.article })),
    deadlines: list('deadlines').map(figure),
    services: list('services').map((one) => ({ value: one.name, label: one.title, note: one.name })),
    forms: list('forms').map((one) => ({ value: one.key, label: titles[`${one.key}.form`] || one.title, note: one.key })),
    decisions: list('decisions').map((one) => ({ value: one.id, label: one.name, note: one.id, file: one.file })),
    processes: list('processes').map((one) => ({ value: one.id, label: one.name, note: one.id, file: one.file })),
    messages: list('messages').map((one) => ({ value: one.name, label: one.name, note: one.system ?? '别的流程里的' })),
    byCode: {
      acts: indexed(list('acts'), 'code'), deadlines: indexed(list('deadlines'), 'code'), services: indexed(list('services'), 'name'),
    },
  };
}

const indexed = (list, key) => Object.fromEntries(list.map((one) => [one[key], one]));
const named = ({ code, name }) => ({ value: code, label: name, note: code });

function figure(one) {
  const notes = [one.code, one.basis, one.status === 'sample' ? '样例' : ''];
  return { value: one.code, label: `${one.name}（${amountWords(one)}）`, note: notes.filter(Boolean).join(' · ') };
}
