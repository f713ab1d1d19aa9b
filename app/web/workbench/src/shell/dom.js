// Small means that the shell's parts share: elements, signs, times of day.
const SPRITE = document.querySelector('[data-workshop]')?.dataset.icons ?? '';
const SVG = 'http://www.w3.org/2000/svg';

/** An element. `on…` are listeners, `data` its dataset, true and false set and leave out; texts and nodes become children. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(node, name, value);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function set(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
  else if (name === 'data') Object.assign(node.dataset, value);
  else if (name in node && typeof value !== 'string') node[name] = value;
  else node.setAttribute(name, value === true ? '' : value);
}

/** A sign of the sprite; a word stands beside it or in the button's label. */
export function icon(name, size = 16) {
  const svg = document.createElementNS(SVG, 'svg');
  const use = document.createElementNS(SVG, 'use');
  svg.setAttribute('class', `zf-i s${size}`);
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `${SPRITE}#${name}`);
  svg.append(use);
  return svg;
}

/** A button that shows a sign only and says its name to whoever asks. */
export function signButton(sign, title, onclick, attributes = {}) {
  return el('button', { type: 'button', class: 'zf-w-sign', title, 'aria-label': title, onclick, ...attributes }, icon(sign));
}

export function button(text, onclick, { sign, kind = 'btn-line', ...attributes } = {}) {
  return el('button', { type: 'button', class: `btn ${kind} btn-sm`, onclick, ...attributes }, sign && icon(sign), text);
}

const HOUR = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const DAY = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', month: '2-digit', day: '2-digit' });

/** 14:32, with the day before it when that is not today: 11-20 14:32. */
export function moment(when, now = new Date()) {
  if (!when) return '';
  const at = new Date(when);
  const day = DAY.format(at).replace('/', '-');
  const hour = HOUR.format(at);
  return day === DAY.format(now).replace('/', '-') ? hour : `${day} ${hour}`;
}
