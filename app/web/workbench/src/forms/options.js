// Where the choices of a field come from: written in the form, a register of the house, or an expression.
import { feelInput } from '../feel/input.js';
import { choice, field, text } from '../fields/fields.js';
import { button, el, signButton } from '../shell/dom.js';

const SOURCES = [['values', '写在表单里'], ['valuesKey', '取自名录或流程数据'], ['valuesExpression', '用表达式算出']];
const EMPTY = { values: [{ label: '选项一', value: 'option_1' }], valuesKey: 'departments', valuesExpression: '=[]' };

/** Fields for the choices of `chosen`. `edit(properties)` changes several at once. */
export function optionFields(panel, chosen, edit) {
  const source = SOURCES.map(([name]) => name).find((name) => chosen[name] !== undefined) ?? 'values';
  const swap = (next) => edit({ values: undefined, valuesKey: undefined, valuesExpression: undefined, [next]: EMPTY[next] });
  const makers = { values: staticValues, valuesKey: register, valuesExpression: expression };
  return [choice('选项来自', source, SOURCES, swap, { fixed: panel.fixed }), makers[source](panel, chosen, edit)];
}

function staticValues(panel, chosen, edit) {
  const values = chosen.values ?? [];
  const put = (next) => edit({ values: next });
  const rows = values.map((option, at) => el('li', {},
    cell(option.label ?? '', '名称', panel.fixed, (label) => put(replaced(values, at, { ...option, label }))),
    cell(String(option.value ?? ''), '值', panel.fixed, (value) => put(replaced(values, at, { ...option, value: likeBefore(option.value, value) }))),
    !panel.fixed && signButton('arrow-up', '上移', () => put(moved(values, at)), { disabled: at === 0 }),
    !panel.fixed && signButton('x', '去掉', () => put(values.filter((_, other) => other !== at)), { disabled: values.length < 2 })));
  const add = () => put([...values, { label: `选项${values.length + 1}`, value: unused(values) }]);
  return field('选项（名称、值）', el('div', {}, el('ul', { class: 'zf-fm-options' }, rows), !panel.fixed && button('加一个选项', add, { sign: 'plus' })), { group: true });
}

function cell(value, label, fixed, change) {
  const input = el('input', { class: `form-control${label === '值' ? ' zf-mono' : ''}`, 'aria-label': label, readonly: fixed, onchange: () => change(input.value) });
  input.value = value;
  return input;
}

const replaced = (values, at, option) => values.map((each, other) => (other === at ? option : each));
const moved = (values, at) => values.map((each, other) => (other === at - 1 ? values[at] : other === at ? values[at - 1] : each));
const likeBefore = (before, value) => (typeof before === 'number' && value !== '' && !Number.isNaN(Number(value)) ? Number(value) : value);

function unused(values) {
  let number = values.length + 1;
  while (values.some((option) => option.value === `option_${number}`)) number += 1;
  return `option_${number}`;
}

function register(panel, chosen, edit) {
  const note = el('small');
  const select = el('select', { class: 'form-select', disabled: panel.fixed, onchange: () => (select.value === '' ? null : edit({ valuesKey: select.value })) });
  panel.lists().then((lists) => {
    const known = lists.some(({ key }) => key === chosen.valuesKey);
    select.replaceChildren(...lists.map(({ key, name }) => el('option', { value: key, selected: key === chosen.valuesKey }, name)),
      el('option', { value: '', selected: !known }, '流程数据（写变量名）'));
    const list = lists.find(({ key }) => key === chosen.valuesKey);
    note.textContent = list ? `现有 ${list.count} 项，例如 ${list.samples.slice(0, 3).join('、')}` : '流程里放着一个列表的变量；办理时从那里取选项。';
  }, (failure) => { note.textContent = failure.message; });
  return [field('名录', el('div', {}, select, note), { group: true }),
    text('名录代码或变量名', chosen.valuesKey ?? '', (value) => value && edit({ valuesKey: value }), { code: true, fixed: panel.fixed })];
}

function expression(panel, chosen, edit) {
  const box = el('div');
  panel.feels.push(feelInput(box, { value: (chosen.valuesExpression ?? '').replace(/^=/, ''), mode: 'expression', element: chosen.id, host: panel.editor.host,
    label: '选项表达式', readOnly: panel.fixed, onChange: (value) => edit({ valuesExpression: `=${value}` }) }));
  return field('选项表达式', box, { group: true, hint: '给出一个列表，每一项是文字，或者 {value: …, label: …}' });
}
