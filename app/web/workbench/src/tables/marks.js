// Signs at cells, rows and columns. They stand in a style sheet of their own, because the table is drawn anew with every keystroke.
import { el } from '../shell/dom.js';

const COLOURS = { error: 'var(--zf-red)', warning: 'var(--zf-orange-fill)', hint: 'var(--zf-accent)' };
const SIGNS = { error: '✕', warning: '△', hint: 'i' };
const RANK = ['error', 'warning', 'hint'];

export class Marks {
  constructor(box) {
    this.sheet = el('style');
    this.flashing = el('style');
    this.tip = el('div', { class: 'zf-dt-tip', role: 'tooltip', hidden: true });
    this.said = new Map();
    box.append(this.sheet, this.flashing, this.tip);
    box.addEventListener('mouseover', (event) => this.hover(event));
    box.addEventListener('mouseleave', () => { this.tip.hidden = true; });
    this.box = box;
  }

  show(findings) {
    this.said = new Map();
    for (const finding of findings) {
      for (const id of [finding.element, ...(finding.more ?? [])].filter(Boolean)) this.said.set(id, [...(this.said.get(id) ?? []), finding]);
    }
    this.sheet.textContent = [...this.said].map(([id, all]) => rule(id, worst(all))).join('\n');
  }

  hover(event) {
    const node = event.target.closest('[data-element-id], th[data-col-id]');
    const all = node && this.said.get(node.dataset.elementId ?? node.dataset.colId);
    this.tip.hidden = !all;
    if (!all) return;
    this.tip.replaceChildren(...all.map((finding) => el('p', {}, finding.sentence)));
    const at = node.getBoundingClientRect();
    const around = this.box.getBoundingClientRect();
    this.tip.style.left = `${Math.max(4, Math.min(at.left - around.left, around.width - 330))}px`;
    this.tip.style.top = `${at.bottom - around.top + 4}px`;
  }

  /** Shows for a moment where somebody was led to. */
  flash(id) {
    this.flashing.textContent = `[data-element-id="${CSS.escape(id)}"],th[data-col-id="${CSS.escape(id)}"]{outline:3px solid var(--zf-accent);outline-offset:-3px}`;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.flashing.textContent = ''; }, 2500);
  }
}

function worst(findings) {
  return RANK.find((level) => findings.some((finding) => finding.level === level)) ?? 'hint';
}

function rule(id, level) {
  const at = `[data-element-id="${CSS.escape(id)}"]`;
  const head = `th[data-col-id="${CSS.escape(id)}"]`;
  return `td${at},${head}{box-shadow:inset 0 0 0 2px ${COLOURS[level]}}`
    + `td.rule-index${at}::before,${head}::before{content:"${SIGNS[level]}";color:${COLOURS[level]};font-weight:700;margin-right:3px}`
    + `.djs-element${at} .djs-visual>:first-child{stroke:${COLOURS[level]}!important;stroke-width:3px!important}`;
}
