// Middle: tabs, in one pane or in two side by side. An editor stays as it is while another tab is shown.
import { el, icon, signButton } from './dom.js';
import { KINDS, kindOf } from './editors.js';

const ROOMY = 1800;     // pixels
const SIGNS = Object.fromEntries(KINDS.map(({ kind, sign }) => [kind, sign]));

export function openPanes(container, shop) {
  const panes = new Panes(container, shop);
  shop.on('opening', ({ file, pane }) => panes.add(file, pane));
  shop.on('active', (file) => panes.show(file));
  shop.on('closed', (file) => panes.remove(file));
  for (const event of ['saving', 'state', 'findings']) shop.on(event, () => panes.draw());
  return panes;
}

class Panes {
  constructor(container, shop) {
    Object.assign(this, { shop, sides: [new Pane(shop, this, 0), new Pane(shop, this, 1)], focus: 0 });
    container.append(...this.sides.map((side) => side.box));
    this.container = container;
    this.draw();
  }

  sideOf(name) {
    return this.sides.find((side) => side.names.includes(name));
  }

  add(file, pane) {
    const side = this.sides[pane ?? this.focus];
    side.names.push(file.name);
    side.body.append(file.box);
  }

  show(file) {
    const side = file && this.sideOf(file.name);
    if (side) {
      this.focus = this.sides.indexOf(side);
      side.shown = file.name;
    }
    this.draw();
  }

  remove(file) {
    const side = this.sideOf(file.name);
    if (!side) return;
    side.names = side.names.filter((name) => name !== file.name);
    if (side.shown === file.name) side.shown = side.names.at(-1) ?? null;
    if (!this.sides[0].names.length && this.sides[1].names.length) this.fold();
    this.draw();
  }

  /** What was on the right alone comes to the left. */
  fold() {
    for (const name of [...this.sides[1].names]) this.move(name, 0);
  }

  /** The file to the other side. */
  move(name, to = null) {
    const from = this.sideOf(name);
    const side = this.sides[to ?? (this.sides.indexOf(from) ? 0 : 1)];
    if (from === side || (from.names.length === 1 && to === null && from === this.sides[0])) return;
    from.names = from.names.filter((other) => other !== name);
    if (from.shown === name) from.shown = from.names.at(-1) ?? null;
    side.names.push(name);
    side.body.append(this.shop.opened.get(name).box);
    side.shown = name;
    if (!this.sides[0].names.length) return this.fold();
    this.shop.activate(name);
  }

  /** Two editors side by side have no room for their panels on most screens: those are folded then, and come back on request. */
  draw() {
    const two = this.sides[1].names.length > 0;
    if (two !== this.two) this.shop.emit('sides', this.shop.sides = !two || window.innerWidth >= ROOMY);
    this.two = two;
    this.container.classList.toggle('two', two);
    for (const side of this.sides) side.draw();
  }
}

class Pane {
  constructor(shop, panes, place) {
    Object.assign(this, { shop, panes, names: [], shown: null });
    this.tabs = el('div', { class: 'zf-w-tabs', role: 'tablist', 'aria-label': place ? '右边打开的文件' : '打开的文件' });
    this.body = el('div', { class: 'zf-w-body' });
    this.empty = el('div', { class: 'zf-w-empty' }, '从左边选一个文件打开，或按 Ctrl+P 查找。');
    this.box = el('div', { class: 'zf-w-pane', onpointerdown: () => this.touched() }, this.tabs, this.empty, this.body);
  }

  touched() {
    if (this.shown && this.shown !== this.shop.active) this.shop.activate(this.shown);
  }

  draw() {
    this.box.hidden = this.panes.sides?.[1] === this && !this.names.length;
    this.empty.hidden = this.names.length > 0;
    this.tabs.replaceChildren(...this.names.map((name) => this.tab(name)));
    for (const name of this.names) this.shop.opened.get(name)?.box.classList.toggle('shown', name === this.shown);
  }

  tab(name) {
    const file = this.shop.opened.get(name);
    const unsaved = file?.saver?.unsaved && !file.readOnly;
    return el('div', { class: `zf-w-tab${name === this.shop.active ? ' active' : ''}`, 'aria-selected': String(name === this.shown), data: { file: name } },
      el('button', { type: 'button', role: 'tab', title: name, 'aria-selected': String(name === this.shown), onclick: () => this.shop.activate(name) },
        icon(SIGNS[kindOf(name)] ?? 'file-text'), el('span', {}, file?.title ?? name), unsaved && el('b', { class: 'zf-w-dot', title: '有没存上的修改' }, '●')),
      signButton('columns', '放到另一边，两个文件并排看', () => this.panes.move(name)),
      signButton('x', `关闭 ${name}`, () => this.shop.close(name)));
  }
}
