// Keyboard of the page, and the sheet that lists it. Editors have more keys of their own; they tell them through `keys`.
import { ask, askText } from './dialogs.js';
import { el } from './dom.js';
import { findFile } from './finder.js';

const OURS = [
  ['Ctrl+S', '马上保存'], ['Ctrl+Shift+S', '保存并给这一版取名'], ['Ctrl+Z / Ctrl+Y', '撤销、重做'], ['Ctrl+P', '查找并打开文件'], ['F8 / Shift+F8', '下一个、上一个问题'],
  ['Ctrl+`', '打开或收起下面的问题栏'], ['F1', '这张快捷键表'],
];

export function showHelp(shop) {
  const more = shop.current?.editor?.keys ?? [];
  return ask('快捷键', () => el('div', {}, table('整个页面', OURS), more.length ? table('当前编辑器', more) : null));
}

function table(title, rows) {
  return el('table', { class: 'zf-t' }, el('caption', {}, title),
    el('tbody', {}, rows.map(([key, what]) => el('tr', {}, el('th', { scope: 'row' }, el('kbd', {}, key)), el('td', {}, what)))));
}

export function bindKeys(shop, dock) {
  const problems = new Walk(shop);
  const acts = {
    'Ctrl+s': () => saveNow(shop), 'Ctrl+Shift+s': () => saveNamed(shop), 'Ctrl+p': () => findFile(shop), F8: () => problems.go(1), 'Shift+F8': () => problems.go(-1),
    'Ctrl+`': () => dock.show(dock.shown ? null : 'problems'), F1: () => showHelp(shop),
    'Ctrl+z': (event) => undo(shop, event, 'undo'), 'Ctrl+y': (event) => undo(shop, event, 'redo'), 'Ctrl+Shift+z': (event) => undo(shop, event, 'redo'),
  };
  document.addEventListener('keydown', (event) => {
    const act = acts[chord(event)];
    if (!act || document.querySelector('dialog[open]') || act(event) === false) return;
    event.preventDefault();
  });
}

export function chord(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return [(event.ctrlKey || event.metaKey) && 'Ctrl', event.altKey && 'Alt', event.shiftKey && 'Shift', key].filter(Boolean).join('+');
}

async function saveNow(shop) {
  if (await shop.saveAll()) shop.notify('都已保存。');
}

async function saveNamed(shop) {
  const file = shop.current;
  if (!file || file.readOnly) return;
  const note = await askText('保存并给这一版取名', '名称', { submit: '保存', hint: '例如：送审前、加了消防之后' });
  if (note && await shop.saveAll(note)) shop.notify(`已存为“${note}”，在“版本”里找得到。`);
}

/** Where one types the browser undoes; an editor that has dealt with the key already has stopped it. */
function undo(shop, event, what) {
  const at = event.target;
  if (event.defaultPrevented || at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) || !shop.current?.editor) return false;
  if (shop.current.box.contains(at) && at !== document.body) return false;
  shop.current.editor[what]();
  return true;
}

/** From one problem to the next, file by file. */
class Walk {
  constructor(shop) {
    Object.assign(this, { shop, at: -1 });
  }

  go(step) {
    const all = this.shop.findings;
    if (!all.length) return this.shop.notify('没有发现问题。');
    this.at = (this.at + step + all.length) % all.length;
    const finding = all[this.at];
    this.shop.notify(`${this.at + 1}/${all.length} ${finding.sentence}`);
    return this.shop.open(finding.file, { element: finding.element });
  }
}
