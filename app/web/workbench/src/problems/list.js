// The list of findings: by file, each with its sign, its sentence, its article, and what would mend it.
import { button, el, icon } from '../shell/dom.js';
import { grouped, kindOf } from './live.js';

const SIGNS = { error: ['circle-x', '错误'], warning: ['alert-triangle', '警告'], hint: ['info-circle', '提示'] };
const MOST = 300;       // rows; nobody reads more, and every one costs the page

export function drawList(box, findings, { files, onGo, onFix }) {
  const shown = findings.slice(0, MOST);
  const titles = new Map(files.map((file) => [file.name, file.title]));
  const groups = grouped(shown).map(([file, some]) => group(file, titles.get(file), some, { onGo, onFix }));
  const rest = findings.length - shown.length;
  box.replaceChildren(...groups, ...(rest ? [el('p', { class: 'zf-p-rest' }, `还有 ${rest} 处没有列出，请先改好以上各处。`)] : []));
}

function group(file, title, findings, acts) {
  return el('section', { class: 'zf-p-file' },
    el('h3', {}, title && title !== file ? title : file || '整个规则包', title && title !== file && el('code', {}, file), el('span', {}, `${findings.length} 处`)),
    el('ul', {}, findings.map((finding) => row(finding, acts))));
}

function row(finding, { onGo, onFix }) {
  const [sign, level] = SIGNS[finding.level];
  const go = el('button', { type: 'button', class: 'zf-p-go', onclick: () => onGo(finding), data: { code: finding.code, element: finding.element ?? '' } },
    el('span', { class: 'zf-p-sign', title: level }, icon(sign), el('span', { class: 'zf-sr' }, level)),
    el('span', { class: 'zf-p-kind' }, kindOf(finding)),
    el('span', { class: 'zf-p-text' }, finding.sentence, finding.article && el('cite', {}, finding.article)));
  const fix = finding.fix && button('修复', () => onFix(finding), { title: finding.fix.title, 'aria-label': `修复：${finding.fix.title}`, sign: 'wand' });
  return el('li', { class: `zf-p-row ${finding.level}` }, go, fix && el('span', { class: 'zf-p-fix' }, el('span', {}, finding.fix.title), fix));
}

/** What stands there when there is nothing to list. */
export function drawEmpty(box, { hidden, checked }) {
  const words = !checked ? '正在检查…' : hidden ? `按现在的筛选没有可列的，另有 ${hidden} 处没有显示。` : '没有发现问题。';
  box.replaceChildren(el('p', { class: 'zf-p-empty' }, checked && !hidden && icon('circle-check', 20), words));
}
