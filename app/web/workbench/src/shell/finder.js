// Ctrl+P: any file by a few letters of its name.
import { ask } from './dialogs.js';
import { el, icon } from './dom.js';
import { KINDS } from './editors.js';
import { matching } from './files.js';

const MOST = 12;
const SIGNS = Object.fromEntries(KINDS.map(({ kind, sign }) => [kind, sign]));

export async function findFile(shop) {
  const name = await ask('打开文件', (close) => finder(shop, close), { className: 'zf-w-finder' });
  if (name) await shop.open(name);
}

function finder(shop, close) {
  let place = 0;
  const input = el('input', { class: 'form-control', type: 'search', 'aria-label': '文件名或标题', autofocus: true, placeholder: '输入名称或编号，回车打开' });
  const list = el('ul', { role: 'listbox', 'aria-label': '文件' });
  const found = () => matching(shop.state.files, input.value).filter((file) => !file.deleted).slice(0, MOST);
  const draw = () => list.replaceChildren(...found().map((file, at) => el('li', { role: 'option', 'aria-selected': String(at === place) },
    el('button', { type: 'button', tabindex: '-1', onclick: () => close(file.name) }, icon(SIGNS[file.kind] ?? 'file-text'), file.title, el('span', { class: 'zf-mono zf-muted' }, file.name)))));
  input.addEventListener('input', () => { place = 0; draw(); });
  input.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      place = Math.max(0, Math.min(place + step, found().length - 1));
      draw();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (found()[place]) close(found()[place].name);
    }
  });
  draw();
  return el('div', {}, input, list);
}
