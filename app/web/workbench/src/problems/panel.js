// The problems panel: live, by file and level, with filters. openProblems(container, host, {onGo, onFix, onFindings}).
import { el, icon, moment } from '../shell/dom.js';
import { Live, countsOf, filtered } from './live.js';
import { drawEmpty, drawList } from './list.js';
import './problems.css';

const LEVELS = [['error', '错误', 'circle-x'], ['warning', '警告', 'alert-triangle'], ['hint', '提示', 'info-circle']];
const KEPT = 'zfl-workshop-problems';

/** `onFindings(findings)` hears of every change, also of files that are not open. */
export async function openProblems(container, host, { onGo, onFix, onFindings = () => {} }) {
  const panel = new Panel(container, host, { onGo, onFix });
  const live = new Live(host.call, (now) => { panel.draw(now); onFindings(now.findings()); });
  panel.draw(live);
  live.all();
  return {
    refresh: (name, content) => live.refresh(name, content),
    findings: () => live.findings(),
    recheck: () => live.all(),
    destroy() {
      live.destroy();
      container.replaceChildren();
    },
  };
}

class Panel {
  constructor(container, host, acts) {
    Object.assign(this, { host, acts, words: '', mine: false, levels: new Set(remembered()) });
    this.buttons = Object.fromEntries(LEVELS.map(([level, name, sign]) => [level, this.levelButton(level, name, sign)]));
    this.state = el('span', { class: 'zf-p-state', role: 'status' });
    this.list = el('div', { class: 'zf-p-list' });
    const search = el('input', { type: 'search', class: 'form-control', placeholder: '筛选', 'aria-label': '按文字筛选问题', oninput: (event) => this.say({ words: event.target.value }) });
    const only = el('label', { class: 'zf-p-only' }, el('input', { type: 'checkbox', onchange: (event) => this.say({ mine: event.target.checked }) }), '只看当前文件');
    container.replaceChildren(el('div', { class: 'zf-p' }, el('div', { class: 'zf-p-bar' }, Object.values(this.buttons), search, only, this.state), this.list));
  }

  levelButton(level, name, sign) {
    return el('button', { type: 'button', class: `zf-p-level ${level}`, data: { level }, onclick: () => this.toggle(level) }, icon(sign), name, el('span', {}));
  }

  toggle(level) {
    this.levels.has(level) ? this.levels.delete(level) : this.levels.add(level);
    window.localStorage.setItem(KEPT, [...this.levels].join(' '));
    this.draw(this.live);
  }

  say(filter) {
    Object.assign(this, filter);
    this.draw(this.live);
  }

  draw(live) {
    this.live = live;
    const all = live.findings();
    const counts = countsOf(all);
    for (const [level, button] of Object.entries(this.buttons)) {
      button.lastChild.textContent = String(counts[level]);
      button.setAttribute('aria-pressed', String(this.levels.has(level)));
    }
    this.state.textContent = stateOf(live);
    this.state.classList.toggle('bad', Boolean(live.failed));
    const shown = filtered(all, { levels: this.levels, words: this.words, file: this.mine ? this.host.current()?.name : null });
    const drawn = JSON.stringify(shown);
    if (drawn === this.drawn && shown.length) return;           // what has not changed keeps its place and its focus
    this.drawn = drawn;
    if (shown.length) drawList(this.list, shown, { files: this.host.files(), ...this.acts });
    else drawEmpty(this.list, { hidden: all.length, checked: live.checkedAt });
  }
}

function stateOf(live) {
  if (live.failed) return `没有检查成：${live.failed.body?.sentence ?? '连不上服务器，稍后再试'}`;
  if (live.busy) return '检查中…';
  return live.checkedAt ? `${moment(live.checkedAt)} 查过` : '';
}

function remembered() {
  const kept = window.localStorage.getItem(KEPT);
  return kept === null ? ['error', 'warning'] : kept.split(' ').filter(Boolean);
}
