// Short notices that go by themselves; refusals stay until they are closed.
import { el, icon, signButton } from './dom.js';

const STAYS = 6000;     // milliseconds
const MOST = 3;

export function openNotes(container, shop) {
  shop.on('note', ({ sentence, kind }) => {
    const note = el('div', { class: `zf-w-note-box ${kind}`, role: kind === 'bad' ? 'alert' : 'status' },
      icon(kind === 'bad' ? 'alert-circle' : 'info-circle'), el('span', {}, sentence), signButton('x', '关闭', () => note.remove()));
    container.append(note);
    while (container.children.length > MOST) container.firstElementChild.remove();
    if (kind !== 'bad') setTimeout(() => note.remove(), STAYS);
  });
}
