// Small comforts over pages that work without any script: print buttons, menus that close, long option lists with a search.
document.documentElement.classList.add('js');

document.addEventListener('click', (event) => {
  if (event.target.closest('[data-print]')) window.print();
  for (const menu of document.querySelectorAll('details.zf-menu[open]')) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  for (const menu of document.querySelectorAll('details.zf-menu[open]')) {
    menu.open = false;
    menu.querySelector('summary').focus();
  }
});

// A second press of a submit button must not send the form twice. Nothing is disabled before the browser has read the values.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = '1';
  setTimeout(() => { delete form.dataset.sent; }, 4000);
});
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
});

const LONG = 9;     // options that are read at a glance need no search
for (const box of document.querySelectorAll('.zf-checks')) addSearch(box);

function addSearch(box) {
  const labels = [...box.querySelectorAll('label')];
  if (labels.length < LONG) return;
  const search = document.createElement('input');
  search.type = 'search';
  search.className = 'form-control zf-checks-find';
  search.placeholder = `在 ${labels.length} 项中查找`;
  search.setAttribute('aria-label', search.placeholder);
  search.addEventListener('input', () => {
    const wanted = search.value.trim().toLowerCase();
    for (const label of labels) {
      const chosen = label.querySelector('input').checked;
      label.hidden = Boolean(wanted) && !chosen && !label.textContent.toLowerCase().includes(wanted);
    }
  });
  search.addEventListener('keydown', (event) => { if (event.key === 'Enter') event.preventDefault(); });
  box.before(search);
}

// A wide diagram opens where the case stands.
function showCurrent(frame) {
  const all = [...frame.querySelectorAll('.zf-flow-node.zf-flow-current')];
  const node = all[0] ?? frame.querySelector('.zf-flow-current');
  if (!node) return;
  const box = node.getBoundingClientRect();
  const view = frame.getBoundingClientRect();
  frame.scrollLeft += box.left + box.width / 2 - view.left - frame.clientWidth / 2;
  frame.scrollTop += box.top + box.height / 2 - view.top - frame.clientHeight / 2;
}
for (const frame of document.querySelectorAll('.zf-bpmn')) {
  showCurrent(frame);
  frame.closest('details')?.addEventListener('toggle', () => showCurrent(frame));
}

// A form body that the server sent anew gets its searches again.
document.addEventListener('htmx:afterSwap', () => {
  for (const box of document.querySelectorAll('#form-body .zf-checks')) {
    if (!box.previousElementSibling?.classList.contains('zf-checks-find')) addSearch(box);
  }
});

// Who sends the form needs its draft no more: one that is still to come, or on its way, would find the task done and be refused.
let draftOnItsWay = null;
document.addEventListener('htmx:beforeSend', (event) => {
  if (event.target.matches('[data-draft]')) draftOnItsWay = event.detail.xhr;
});
document.addEventListener('htmx:beforeRequest', (event) => {
  if (event.target.matches('[data-draft][data-sent]')) event.preventDefault();
});
document.addEventListener('submit', (event) => {
  const draft = event.target.querySelector('[data-draft]');
  if (!draft) return;
  draft.dataset.sent = '';
  if (draftOnItsWay) {
    draftOnItsWay.onabort = null;       // htmx would report it as an error
    draftOnItsWay.abort();
  }
});

// A draft that could not be kept is said where the draft is spoken of.
for (const failure of ['htmx:responseError', 'htmx:sendError']) {
  document.addEventListener(failure, (event) => {
    const draft = event.target.closest('[data-draft]');
    if (draft) draft.textContent = '草稿没有存上，请检查网络';
  });
}
