// Fields of the panels: a label, a control, a line of help. What is typed is told when the field is left, so that it is one step of undo.
import './fields.css';
import { el } from '../shell/dom.js';

let count = 0;

/** `group`: the control is several of them, or names itself. */
export function field(label, control, { hint = '', group = false } = {}) {
  const id = `zf-pp-${++count}`;
  const note = hint && el('small', { id: `${id}-hint` }, hint);
  if (!group) control.id = id;
  if (note && !group) control.setAttribute('aria-describedby', note.id);
  return el('div', { class: 'zf-pp-field' }, el(group ? 'span' : 'label', { for: group ? null : id }, label), control, note);
}

export function text(label, value, change, { long = false, code = false, fixed = false, hint = '', type = 'text' } = {}) {
  const input = el(long ? 'textarea' : 'input', { class: `form-control${code ? ' zf-mono' : ''}`, rows: long ? '3' : null, type: long ? null : type, readonly: fixed, spellcheck: 'false' });
  input.value = value;
  let last = value;
  const tell = () => {
    if (input.value === last) return;
    last = input.value;
    change(input.value);
  };
  input.addEventListener('change', tell);
  if (!long) input.addEventListener('keydown', (event) => { if (event.key === 'Enter') tell(); });
  return field(label, input, { hint });
}

/** `choices`: [[value, name] …]. A value that is none of them stays, shown as it is written. */
export function choice(label, value, choices, change, { fixed = false, hint = '' } = {}) {
  const all = choices.some(([each]) => each === value) ? choices : [...choices, [value, `${value}（不认识）`]];
  const select = el('select', { class: 'form-select', disabled: fixed, onchange: () => change(select.value) },
    all.map(([each, name]) => el('option', { value: each, selected: each === value }, name)));
  return field(label, select, { hint });
}

export function tick(label, value, change, { fixed = false, hint = '' } = {}) {
  const input = el('input', { type: 'checkbox', class: 'zf-check', checked: value, disabled: fixed, onchange: () => change(input.checked) });
  return el('label', { class: 'zf-pp-tick' }, input, el('span', {}, label, hint && el('small', {}, hint)));
}
