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

// An option list that depends on another field is computed by the server: ask it again when such a field changes.
document.addEventListener('htmx:responseError', (event) => {
  const draft = event.target.closest('[data-draft]');
  if (draft) draft.textContent = '草稿没有存上，请检查网络';
});
document.addEventListener('htmx:sendError', (event) => {
  const draft = event.target.closest('[data-draft]');
  if (draft) draft.textContent = '草稿没有存上，请检查网络';
});
