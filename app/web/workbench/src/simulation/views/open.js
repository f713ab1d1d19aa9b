// Left: what is open, what is waited for, what failed.
import { button, el, icon } from '../../shell/dom.js';
import { moment, shown, typed } from '../words.js';

export function openList(container, panel, standing) {
  container.replaceChildren(
    group('待办', standing.open.map((task) => taskCard(panel, task)), standing.state === 'waiting' ? '现在没有待办' : '已经结束'),
    ...optional('故障', standing.incidents.map((one) => incident(panel, one))),
    ...optional('定时', standing.timers.map((timer) => line(panel, timer.node, timer.name || timer.node, moment(timer.due_at), 'clock'))),
    ...optional('等消息和信号', standing.receivers.map((receiver) => waiting(panel, receiver))),
    ...optional('发到别的案件去的消息', standing.waiting.map((message) => el('li', { class: 'zf-sim-line' }, icon('send'), `${message.name}${message.key === null ? '' : `（${shown(message.key)}）`}`))));
}

const group = (title, lines, none = '') => el('section', {}, el('h3', {}, title), lines.length ? el('ul', {}, lines) : el('p', { class: 'zf-muted zf-small' }, none));
const optional = (title, lines) => (lines.length ? [group(title, lines)] : []);

function taskCard(panel, task) {
  const organs = [].concat(task.scope ?? []).map((code) => panel.called('organs', code)).join('、');
  const posts = task.role.split('|').map((code) => panel.called('roles', code)).join('、');
  return el('li', {}, el('button', { type: 'button', class: 'zf-sim-task', data: { task: task.node }, 'aria-current': String(panel.task === task.task), onclick: () => panel.openTask(task) },
    el('b', {}, task.name || task.node), el('span', { class: 'zf-small' }, `${organs ? `${organs}，` : ''}${posts}`),
    task.due_at && el('span', { class: 'zf-small' }, `到期 ${moment(task.due_at)}`)));
}

function line(panel, node, name, more, sign) {
  return el('li', {}, el('button', { type: 'button', class: 'zf-sim-line', onclick: () => panel.select(node) }, icon(sign), el('span', {}, name), el('span', { class: 'zf-small zf-push' }, more)));
}

function incident(panel, { node, name, sentence }) {
  return el('li', { class: 'zf-sim-failed' }, el('b', {}, name || node), el('p', { class: 'zf-small' }, sentence), button('重试', () => panel.trial.act({ retry: node }), { sign: 'refresh' }));
}

/** A message is sent with its content; a signal reaches everybody. */
function waiting(panel, receiver) {
  const what = receiver.kind === 'signal' ? '信号' : '消息';
  const content = el('textarea', { class: 'form-control', rows: 2, 'aria-label': `${what}内容`, placeholder: '内容，例如 {"result": "closed"}' });
  const send = () => panel.trial.act(receiver.kind === 'signal' ? { signal: receiver.name, payload: typed(content.value) }
    : { message: receiver.name, key: receiver.key, payload: typed(content.value) });
  return el('li', {}, el('details', {}, el('summary', {}, `${what} ${receiver.name}`, receiver.key === null ? '' : `（${shown(receiver.key)}）`), content, button(`送来${what}`, send, { sign: 'mail' })));
}
