// Entry of the workshop's pages. Each editor is a chunk of its own, loaded when a file of its kind is opened.
import { openShell } from './shell/shell.js';

const root = document.querySelector('[data-workshop]');
const wide = window.matchMedia('(min-width: 1024px)');

function start() {
  if (!root || !wide.matches || root.dataset.started) return;
  root.dataset.started = 'true';
  openShell(root).catch((error) => {
    console.error(error);
    root.replaceChildren(Object.assign(document.createElement('p'), {
      className: 'zf-w-broken', textContent: `编辑器没有打开：${error.message}。请刷新页面；仍不行，请告诉系统管理员。`,
    }));
  });
}

wide.addEventListener('change', start);         // a window drawn larger can be edited in
start();
