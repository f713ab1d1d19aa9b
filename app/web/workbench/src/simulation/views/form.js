// The form as the handler will see it: the product's own page in a frame, wide or as on a phone.
import { el, icon } from '../../shell/dom.js';
import { typed } from '../words.js';

export function formView(container, panel) {
  const { trial } = panel;
  const task = trial.standing?.open.find((one) => one.task === panel.task);
  if (!task || !trial.form) return container.replaceChildren(empty(panel, task));
  container.replaceChildren(bar(panel, task), frame(panel, task, trial.form));
}

function empty(panel, task) {
  const { standing } = panel.trial;
  if (task && !task.form) return el('p', { class: 'zf-sim-hint' }, '这个待办没有表单，点左边就直接办完。');
  const words = !standing ? '没有走起来，请看上面的说明。' : standing.state === 'waiting' ? (standing.open.length ? '请在左边点一件待办，填它的表单。' : '没有待办。可以拨快时钟，或者送来消息。') : '流程已经结束。可以从头再走，或者退一步。';
  return el('p', { class: 'zf-sim-hint' }, words);
}

function bar(panel, task) {
  const width = (phone, sign, words) => el('button', { type: 'button', class: 'btn btn-line btn-sm', 'aria-pressed': String(panel.phone === phone), onclick: () => { panel.phone = phone; panel.draw(); } }, icon(sign), words);
  return el('div', { class: 'zf-sim-formbar' }, el('b', {}, task.name), task.act && el('span', { class: 'zf-small zf-muted' }, `执法行为 ${task.act}：试走时不查法定条件`),
    el('span', { class: 'zf-push' }), el('button', { type: 'button', class: 'btn btn-line btn-sm', title: '没有填的必填项填上样例，已经填的不动', onclick: () => fillSample(panel, task) }, icon('wand'), '样例填写'), task.act && actField(panel), width(false, 'device-desktop', '电脑'), width(true, 'device-mobile', '手机'));
}

/** What an act itself would tell the gateways. */
function actField(panel) {
  return el('label', { class: 'zf-sim-act zf-small' }, '行为带出的变量', el('input', { class: 'form-control', placeholder: '如 {"fine_left": 0}', value: panel.actText ?? '', oninput: (event) => { panel.actText = event.target.value; } }));
}

function frame(panel, task, form) {
  const inside = el('iframe', { class: panel.phone ? 'phone' : '', title: `表单：${task.name}`, srcdoc: form.html });
  inside.addEventListener('load', () => listen(inside.contentDocument, panel, task));
  return el('div', { class: 'zf-sim-frame' }, inside);
}

function listen(page, panel, task) {
  const form = page.getElementById('task-form');
  if (!form) return;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send(form, panel, task, event.submitter?.value ?? 'submit');
  });
  form.addEventListener('input', () => { panel.typedSince = true; });
  form.addEventListener('change', (event) => {
    panel.typedSince = true;
    if (event.target.closest('[hx-post]')) send(form, panel, task, 'refresh');
  });
}

/** Whether something was typed while the server reshaped the form: then the answer is out of date, and is asked for once more. */
export function askAgain(panel) {
  const form = document.querySelector('.zf-sim-frame iframe')?.contentDocument?.getElementById('task-form');
  const task = panel.trial.standing?.open.find((one) => one.task === panel.task);
  if (!panel.typedSince || !panel.reshaping || !form || !task) return false;
  void send(form, panel, task, 'refresh');
  return true;
}

function fillSample(panel, task) {
  const form = document.querySelector('.zf-sim-frame iframe')?.contentDocument?.getElementById('task-form');
  if (form) void send(form, panel, task, 'sample');
}

function send(form, panel, task, pressed) {
  const pairs = [...new form.ownerDocument.defaultView.FormData(form)].filter(([name, value]) => typeof value === 'string' && name !== 'do');
  const act = typed(panel.actText ?? '');
  const press = pressed === 'submit' ? null : pressed;
  if (panel.trial.busy) return false;         // what is on its way asks again when it comes back
  panel.typedSince = false;
  panel.reshaping = press === 'refresh';
  return panel.trial.submit(task.task, pairs, { press, act: press ? null : act });
}

