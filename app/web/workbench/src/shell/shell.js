// The frame around the editors: files of the revision, tabs, saving, problems.
import { openDock } from './dock.js';
import { el } from './dom.js';
import { openFiles } from './files.js';
import { bindKeys, showHelp } from './keys.js';
import { openNotes } from './notes.js';
import { openPanes } from './panes.js';
import { openTopbar } from './topbar.js';
import { Workshop } from './workshop.js';

/** Builds the page in `root` (data: base, revision, file, element) and opens the file that its address names. */
export async function openShell(root) {
  const { base, revision, file, element } = root.dataset;
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const shop = new Workshop({ base, token, revision });
  shop.base = base;
  root.workshop = shop;               // for whoever looks into the page: a console, a test
  const parts = frame();
  root.replaceChildren(...Object.values(parts));
  openNotes(parts.notes, shop);
  openTopbar(parts.top, shop, { overview: base, help: () => showHelp(shop) });
  openFiles(parts.files, shop);
  shop.on('sides', (shown) => root.classList.toggle('zf-w-noside', !shown));
  openPanes(parts.panes, shop);
  const dock = openDock(parts.dock, shop);
  bindKeys(shop, dock);
  guard(shop);
  shop.on('active', (now) => remember(now));
  await shop.refresh();
  shop.watch();
  const first = file || shop.state.files.find((each) => each.changed && !each.deleted)?.name;
  if (first) await shop.open(first, { element: element || null });
  root.dataset.ready = 'true';
  await dock.watchProblems();
}

function frame() {
  return {
    top: el('div', { class: 'zf-w-top' }),
    files: el('nav', { class: 'zf-w-files', 'aria-label': '修订的文件' }),
    panes: el('div', { class: 'zf-w-panes' }),
    dock: el('div', { class: 'zf-w-dock' }),
    notes: el('div', { class: 'zf-w-notes' }),
  };
}

function remember(opened) {
  const address = new URL(window.location.href);
  address.searchParams.delete('element');
  if (opened) address.searchParams.set('file', opened.name);
  else address.searchParams.delete('file');
  window.history.replaceState(null, '', address);
  document.title = `${opened ? `${opened.title} · ` : ''}流程工坊 · 执法链`;
}

/** What is unsaved when the window goes is kept in this browser, and the files are given back. */
function guard(shop) {
  window.addEventListener('beforeunload', (event) => {
    if (!shop.unsaved) return;
    keepAll(shop);
    event.preventDefault();
  });
  window.addEventListener('pagehide', () => {
    keepAll(shop);
    for (const file of shop.opened.values()) file.hold.end();
  });
  document.addEventListener('visibilitychange', () => { if (document.hidden) keepAll(shop); });
  window.addEventListener('online', () => { for (const file of shop.opened.values()) file.saver?.hurry(); });
}

function keepAll(shop) {
  for (const file of shop.opened.values()) {
    if (!file.readOnly && file.saver?.unsaved && file.editor) file.saver.keep().catch((error) => console.warn(error));
  }
}
