// Somebody else saved meanwhile: what both sides changed, and a choice for each thing that they changed differently.
import { ask } from './dialogs.js';
import { button, el, moment } from './dom.js';

/**
 * Resolves with {take: "merge", choices: {unit: "mine"|"theirs"}}, {take: "theirs"} or null: decided later.
 * @param {{by: string, at: string, merged: string|null, conflicts: {unit, name, base, mine, theirs}[]}} body
 */
export function askMerge(title, body) {
  const conflicts = body.conflicts ?? [];
  return ask(`${title}：${body.by ?? '别人'}先保存了`, (close) => conflicts.length ? choices(body, conflicts, close) : plain(body, close), { wide: true });
}

function plain(body, close) {
  return el('div', {},
    el('p', {}, `${said(body)}。两边改的地方不同，可以合在一起，谁的修改都不丢。`),
    el('footer', {},
      button('合在一起并保存', () => close({ take: 'merge', choices: {} }), { kind: 'btn-primary' }),
      button('放弃我的，看对方的', () => close({ take: 'theirs' })),
      button('以后再说', () => close(null))));
}

function choices(body, conflicts, close) {
  const chosen = {};
  const submit = button('按所选合并并保存', () => close({ take: 'merge', choices: chosen }), { kind: 'btn-primary', disabled: true });
  const pick = (unit, side) => {
    chosen[unit] = side;
    submit.disabled = conflicts.some((c) => !chosen[c.unit]);
  };
  return el('div', {},
    el('p', {}, `${said(body)}。有 ${conflicts.length} 处两边改得不一样，请逐处选用谁的；其余修改都会保留。`),
    el('div', { class: 'zf-w-conflicts' }, conflicts.map((conflict) => choice(conflict, pick))),
    el('footer', {}, submit,
      button('放弃我的，看对方的', () => close({ take: 'theirs' })),
      button('以后再说', () => close(null))));
}

/** Without a moment nobody saved it: the revision has another base, in which the file is not what was opened. */
function said(body) {
  if (!body.at) return '这个修订已经改以新的规则包为底，这个文件在那里与您打开时不同';
  return `${body.by ?? '另一个窗口'} 在 ${moment(body.at)} 保存了同一个文件`;
}

function choice(conflict, pick) {
  const side = (key, label) => el('label', { class: 'zf-w-side' },
    el('input', { type: 'radio', name: `c-${conflict.unit}`, value: key, onchange: () => pick(conflict.unit, key) }),
    el('span', {}, el('b', {}, label), el('pre', {}, shown(conflict[key]))));
  return el('fieldset', { data: { unit: conflict.unit } }, el('legend', {}, conflict.name || conflict.unit),
    el('details', {}, el('summary', {}, '原来'), el('pre', {}, shown(conflict.base))),
    el('div', { class: 'zf-w-sides' }, side('mine', '用我的'), side('theirs', '用对方的')));
}

function shown(text) {
  return text === null || text === undefined || text === '' ? '（没有）' : String(text);
}
