// What the walk begins with: which process, when, the case, variables, what services answer, which called processes are stood in for.
import { button, el } from '../../shell/dom.js';
import { CASE, shown, typed } from '../words.js';

export function beginView(container, panel) {
  const { play, proposal } = panel.trial;
  if (!play) return container.replaceChildren(el('p', { class: 'zf-sim-hint' }, '没有走起来，请看上面的说明。'));
  const draft = structuredClone(play);
  container.replaceChildren(el('form', { class: 'zf-sim-begin', onsubmit: (event) => { event.preventDefault(); void again(panel, draft); } },
    head(panel, draft, proposal), pairs('案件要素', draft.case, '案号、街乡、执法主体等，流程里写作 case.street 这样'),
    pairs('开始时的变量', draft.data, '上一级流程交给它的变量；文字、数字，或者 {"键": 值}', true),
    answers(panel, draft.services, proposal.asked), standIns(panel, draft, proposal.calls), button('按这些条件从头开始', () => {}, { kind: 'btn-primary', type: 'submit', sign: 'player-play' })));
}

async function again(panel, draft) {
  if (draft.process !== panel.trial.play.process) return panel.begin(draft.process);
  panel.trial.play = draft;
  panel.tab = 'form';
  return panel.restart();
}

function head(panel, draft, proposal) {
  const choose = el('select', { class: 'form-select', onchange: (event) => { draft.process = event.target.value; } },
    proposal.processes.map((id) => el('option', { value: id, selected: id === draft.process }, titleOf(panel, id))));
  const clock = el('input', { class: 'form-control', value: draft.clock.replace('T', ' '), title: '如 2026-11-23 09:00',
    onchange: (event) => { draft.clock = event.target.value.trim().replace(' ', 'T') || draft.clock; } });
  return el('div', { class: 'zf-sim-grid' }, proposal.processes.length > 1 && field('流程', choose), field('开始的时刻', clock));
}

/** A process as its file is called. */
const titleOf = (panel, process) => panel.host.files().find((file) => file.name === `${process}.bpmn`)?.title ?? process;

const field = (words, input) => el('label', {}, el('span', { class: 'zf-small' }, words), input);

/** Names and values, with room for further ones. */
function pairs(title, values, help, growing = false) {
  const list = el('div', { class: 'zf-sim-pairs' }, Object.keys(values).map((name) => pair(values, name)));
  const more = () => {
    const name = window.prompt('变量的名称');
    if (name?.trim()) list.append(pair(values, name.trim()));
  };
  return el('fieldset', {}, el('legend', {}, title), el('p', { class: 'zf-muted zf-small' }, help), list, growing && button('加一个变量', more, { sign: 'plus' }));
}

function pair(values, name) {
  return field(CASE[name] && values.chain_id !== undefined ? CASE[name] : name, el('input', { class: 'form-control', value: values[name] === null || values[name] === undefined ? '' : shown(values[name]), onchange: (event) => { values[name] = typed(event.target.value); } }));
}

function answers(panel, values, asked) {
  const names = [...new Set([...asked, ...Object.keys(values)])];
  if (!names.length) return '';
  return el('fieldset', {}, el('legend', {}, '服务的回答'), el('p', { class: 'zf-muted zf-small' }, '试走时不真的请求服务。空着就是没有回答；以 = 开头的文字按 FEEL 计算，可以用它的参数和 call（第几次）。'),
    el('div', { class: 'zf-sim-pairs' }, names.map((name) => field(panel.called('services', name), json(values, name)))));
}

function standIns(panel, draft, calls) {
  if (!calls.length) return '';
  return el('fieldset', {}, el('legend', {}, '调用的流程'), el('p', { class: 'zf-muted zf-small' }, '勾上就不走进去，直接交回写明的变量。'), el('div', { class: 'zf-sim-pairs' }, calls.map((name) => standIn(draft.stand_ins, name, titleOf(panel, name)))));
}

function standIn(values, name, title) {
  const text = json(values, name, '{}');
  text.hidden = !(name in values);
  const tick = el('input', { type: 'checkbox', class: 'form-check-input', checked: name in values, onchange: (event) => {
    text.hidden = !event.target.checked;
    if (event.target.checked) values[name] = {};
    else delete values[name];
  } });
  return el('div', {}, el('label', { class: 'zf-row' }, tick, title), text);
}

function json(values, name, empty = '') {
  return el('textarea', { class: 'form-control', rows: 2, 'aria-label': name, value: values[name] === undefined ? empty : JSON.stringify(values[name]), onchange: (event) => {
    const value = typed(event.target.value);
    if (value === null) delete values[name];
    else values[name] = value;
  } });
}
