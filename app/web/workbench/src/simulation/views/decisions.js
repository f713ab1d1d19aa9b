// Decisions that were made: the table with the rows that fired lit, what went in, what came out.
import { el, icon } from '../../shell/dom.js';
import { entries } from '../words.js';

const DMN = '*';

export function decisionsView(container, panel) {
  const made = [...(panel.trial.standing?.decisions ?? [])].reverse();
  if (!made.length) return container.replaceChildren(el('p', { class: 'zf-sim-hint' }, '还没有用到决策表。'));
  container.replaceChildren(...made.map((decision, index) => card(panel, decision, index === 0)));
}

function card(panel, decision, open) {
  const place = el('div', { class: 'zf-sim-table' }, '正在取决策表…');
  const box = el('details', { open }, el('summary', {}, icon('table'), el('b', {}, `${panel.name(decision.node)}：${decision.rows.length ? `命中 ${decision.rows.length} 行` : '没有命中'}`), el('span', { class: 'zf-push zf-small' }, entries(decision.value))), place);
  const fill = () => { if (box.open && !place.dataset.done) void draw(place, panel, decision); };
  box.addEventListener('toggle', fill);
  fill();
  return box;
}

async function draw(place, panel, decision) {
  place.dataset.done = 'true';
  try {
    place.replaceChildren(link(panel, decision), table(await text(panel, decision.file), decision));
  } catch (failure) {
    place.textContent = `没有取到决策表：${failure.message}`;
  }
}

const link = (panel, { file, decision }) => el('button', { type: 'button', class: 'btn btn-line btn-sm', onclick: () => panel.host.open(file, decision) }, icon('external-link'), `打开 ${file}`);

async function text(panel, file) {
  const open = panel.host.contentOf?.(file)?.content;
  return open || (await panel.host.call('GET', `files/${file}`)).content;
}

/** Rows in document order; an input shows its value in this walk. */
function table(xml, decision) {
  const page = new DOMParser().parseFromString(xml, 'application/xml');
  const found = [...page.getElementsByTagNameNS(DMN, 'decision')].find((one) => one.getAttribute('id') === decision.decision)?.getElementsByTagNameNS(DMN, 'decisionTable')[0];
  if (!found) return el('p', {}, '这个决策不是表格。');
  const inputs = children(found, 'input').map((input) => input.getAttribute('label') || inner(input));
  const outputs = children(found, 'output').map((output) => output.getAttribute('label') || output.getAttribute('name') || '结果');
  const rows = children(found, 'rule').map((rule, index) => row(rule, index, decision.rows));
  return el('table', { class: 'zf-t' }, el('thead', {}, el('tr', {}, el('th', {}, '行'), inputs.map((name) => el('th', {}, name)), outputs.map((name) => el('th', { class: 'out' }, name)))),
    el('tbody', {}, el('tr', { class: 'zf-sim-inputs' }, el('th', {}, '这次'), el('td', { colspan: inputs.length + outputs.length }, entries(decision.inputs))), rows));
}

function row(rule, index, fired) {
  const lit = fired.includes(rule.getAttribute('id')) || fired.includes(String(index + 1));
  const cells = [...children(rule, 'inputEntry'), ...children(rule, 'outputEntry')].map((entry) => el('td', {}, inner(entry) || '-'));
  return el('tr', lit ? { class: 'lit', 'aria-current': 'true' } : {}, el('th', {}, lit ? [icon('check'), String(index + 1)] : String(index + 1)), cells);
}

const children = (parent, name) => [...parent.children].filter((child) => child.localName === name);
const inner = (element) => element.getElementsByTagNameNS(DMN, 'text')[0]?.textContent.trim() ?? '';
