// What the process knows now, and what was done to come here.
import { el, icon } from '../../shell/dom.js';
import { EVENTS, actionWords, moment, shown } from '../words.js';

export function dataView(container, panel) {
  const { standing } = panel.trial;
  const task = standing?.open.find((one) => one.task === panel.task);
  const names = Object.entries(standing?.data ?? {});
  container.replaceChildren(table(names, '流程变量', '还没有变量。'), ...(task ? [table(Object.entries(task.variables), `“${task.name}”看得到的变量`, '')] : []),
    table((standing?.asked ?? []).map((asked) => [asked.service, `${shown(asked.given)} → ${asked.answer === null ? '没有回答' : shown(asked.answer)}`]), '请求过的服务', '还没有请求服务。'));
}

const table = (pairs, title, none) => el('section', { class: 'zf-sim-data' }, el('h3', {}, title),
  pairs.length ? el('table', { class: 'zf-t' }, el('tbody', {}, pairs.map(([name, value]) => el('tr', {}, el('th', {}, name), el('td', {}, shown(value)))))) : el('p', { class: 'zf-muted zf-small' }, none));

export function stepsView(container, panel) {
  const { trial } = panel;
  const done = trial.actions.map((action, index) => el('li', {}, el('span', {}, actionWords(action, (node) => panel.name(node))),
    el('button', { type: 'button', class: 'btn btn-line btn-sm', title: '回到这一步之前', onclick: () => back(trial, index) }, icon('arrow-back-up'), '回到这里')));
  const steps = (trial.standing?.steps ?? []).map((step) => el('tr', {}, el('td', {}, moment(step.at)), el('td', {}, EVENTS[step.event] ?? step.event),
    el('td', {}, el('button', { type: 'button', class: 'zf-sim-link', onclick: () => panel.select(step.node) }, step.name || step.node))));
  container.replaceChildren(el('section', { class: 'zf-sim-data' }, el('h3', {}, '做过的动作'), done.length ? el('ol', { class: 'zf-sim-actions' }, done) : el('p', { class: 'zf-muted zf-small' }, '还没有动作。')),
    el('section', { class: 'zf-sim-data' }, el('h3', {}, '最近一步走过的环节'), el('table', { class: 'zf-t' }, el('tbody', {}, steps))));
}

function back(trial, index) {
  trial.actions = trial.actions.slice(0, index);
  return trial.replay();
}
