// 试走: a process tried out beside its diagram. openSimulation keeps the contract of the dock.
import './simulation.css';
import { button, el, icon, signButton } from '../shell/dom.js';
import { Marks } from './marks.js';
import { Trial } from './trial.js';
import { openList } from './views/open.js';
import { askAgain, formView } from './views/form.js';
import { decisionsView } from './views/decisions.js';
import { dataView, stepsView } from './views/data.js';
import { beginView } from './views/begin.js';
import { testsView } from './views/tests.js';
import { STATES, moment } from './words.js';

const NOBODY = { roles: [], organs: [] };
const TABS = [['form', '表单'], ['decisions', '决策'], ['data', '变量'], ['steps', '经过'], ['begin', '开始条件'], ['tests', '测试与覆盖']];
const ROOM = 400;               // pixels that the panel wants when it is opened

export async function openSimulation(container, host, { diagram }) {
  const panel = new SimulationPanel(container, host, diagram);
  await panel.begin();
  return { destroy: () => panel.destroy() };
}

export class SimulationPanel {
  constructor(container, host, diagram) {
    Object.assign(this, { host, diagram, tab: 'form', phone: false, task: null, views: {} });
    this.marks = new Marks(diagram);
    this.trial = new Trial({ call: host.call, content: () => this.content(), onChange: () => this.changed() });
    this.root = el('div', { class: 'zf-sim' });
    this.bar = el('div', { class: 'zf-sim-bar', role: 'toolbar', 'aria-label': '试走' });
    this.left = el('div', { class: 'zf-sim-left' });
    this.tabs = el('div', { class: 'zf-sim-tabs', role: 'tablist' });
    this.body = el('div', { class: 'zf-sim-body' });
    this.said = el('div', { class: 'zf-sim-said', role: 'status', 'aria-live': 'polite' });
    this.root.append(this.bar, this.said, this.left, el('div', { class: 'zf-sim-right' }, this.tabs, this.body));
    container.replaceChildren(this.root);
    makeRoom(container);
  }

  async content() {
    return { name: this.host.current().name, content: await this.diagram.content() };
  }

  async begin(process = null) {
    this.names ??= await this.host.known().catch(() => NOBODY);     // without it codes are shown
    try {
      await this.trial.begin(process);
    } catch (failure) {
      this.trial.failure = failure.body?.sentence ?? failure.message;
      this.changed();
    }
  }

  /** A post or an organ by its code, in words. */
  called(kind, code) {
    const found = this.names[kind]?.find((one) => (one.code ?? one.name) === code);
    return found?.title ?? found?.name ?? code;
  }

  name(node) {
    return this.diagram.modeler?.get('elementRegistry').get(node)?.businessObject.name || node;
  }

  select(node) {
    this.diagram.select(node);
  }

  // ---- drawing
  changed() {
    const { trial } = this;
    const { standing } = trial;
    if (trial.form && askAgain(this)) return;
    if (standing && !trial.form && trial.moved) this.task = null;
    this.drawBar();
    this.said.replaceChildren(...(trial.failure ? [icon('alert-triangle'), trial.failure] : []));
    this.said.classList.toggle('bad', Boolean(trial.failure));
    if (standing) {
      openList(this.left, this, standing);
      if (this.tab !== 'tests') void this.marks.show(standing, { moving: trial.moved && !trial.form, follow: standing.open[0]?.node });
    }
    if (trial.form) {
      this.task = trial.form.task;
      this.tab = 'form';
    }
    this.draw();
  }

  draw() {
    this.tabs.replaceChildren(...TABS.map(([id, words]) => el('button', {
      type: 'button', role: 'tab', 'aria-selected': String(this.tab === id), data: { tab: id }, onclick: () => this.go(id) }, words, this.count(id))));
    if (this.drawn !== this.tab) this.body.scrollTop = 0;
    this.drawn = this.tab;
    VIEWS[this.tab](this.body, this);
  }

  count(id) {
    const { standing } = this.trial;
    const number = { decisions: standing?.decisions.length, steps: this.trial.actions.length }[id];
    return number ? el('span', { class: 'zf-sim-count' }, String(number)) : null;
  }

  go(id) {
    const before = this.tab;
    this.tab = id;
    if (before === 'tests' && id !== 'tests' && this.trial.standing) void this.marks.show(this.trial.standing);
    this.draw();
  }

  drawBar() {
    const { trial } = this;
    const { standing } = trial;
    const ended = standing && standing.state !== 'waiting';
    const due = standing?.timers[0];
    this.bar.replaceChildren(...[
      signButton('player-play', '从头开始', () => this.restart()), signButton('arrow-back-up', '退一步', () => trial.back(), { disabled: !trial.actions.length }),
      el('span', { class: 'zf-sim-clock', title: '试走里的时刻' }, icon('clock'), moment(standing?.clock ?? trial.play?.clock)),
      button('+1 小时', () => trial.act({ advance: 'PT1H' }), { disabled: !standing || ended }),
      button('+1 工作日', () => trial.act({ advance: '1wd' }), { disabled: !standing || ended }),
      button(due ? `到下一个定时：${due.name || due.node}` : '没有定时', () => trial.next(), { disabled: !due, sign: 'clock-exclamation', title: due && moment(due.due_at) }),
      standing && el('span', { class: `zf-sim-state ${standing.state}` }, ended ? this.ending(standing) : STATES[standing.state]),
      el('span', { class: 'zf-push' }),
      button('保存为测试', () => this.keep(), { sign: 'device-floppy', disabled: !standing }),
    ].filter(Boolean));
  }

  ending(standing) {
    const last = standing.end.at(-1);
    return `${STATES[standing.state]}${last ? `：${last.name || last.node}` : ''}`;
  }

  restart() {
    this.task = this.opened = null;
    return this.trial.restart();
  }

  openTask(task) {
    this.task = task.task;
    this.tab = 'form';
    if (!task.form) return this.trial.submit(task.task, []);
    return this.trial.show(task.task);
  }

  keep() {
    this.tab = 'tests';
    this.keeping = true;
    this.draw();
  }

  destroy() {
    this.marks.destroy();
    this.root.remove();
  }
}

const VIEWS = { form: formView, decisions: decisionsView, data: dataView, steps: stepsView, begin: beginView, tests: testsView };

/** A form needs more height than a list of problems. */
function makeRoom(container) {
  const dock = container.closest('.zf-w-dock');
  if (!dock || dock.getBoundingClientRect().height >= ROOM) return;
  dock.style.setProperty('--dock', `${Math.round(Math.min(ROOM, window.innerHeight * 0.55))}px`);
}
