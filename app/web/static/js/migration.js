// Two diagrams side by side: a click on an old element, then on a new one, sets the choice in the table below. Everything works by the table too.
for (const part of document.querySelectorAll('[data-mapping]')) pairing(part);

function pairing(part) {
  let picked = null;
  part.addEventListener('click', (event) => {
    const shape = event.target.closest('svg g[id]');
    if (!shape) return;
    const select = part.querySelector(`select[data-old="${CSS.escape(shape.id)}"]`);
    if (select) pick(select, shape);
    else if (picked) choose(picked.select, shape.id);
  });
  part.addEventListener('focusin', (event) => {
    if (event.target.matches('select[data-old]')) pick(event.target, document.getElementById(event.target.dataset.old));
  });

  function pick(select, shape) {
    for (const other of part.querySelectorAll('.picked')) other.classList.remove('picked');
    part.querySelector('.zf-mig-row-picked')?.classList.remove('zf-mig-row-picked');
    picked = { select };
    shape?.classList.add('picked');
    const details = select.closest('details');
    if (details) details.open = true;
    select.closest('tr').classList.add('zf-mig-row-picked');
    mark(select);
  }

  function choose(select, id) {
    const option = select.querySelector(`option[data-new="${CSS.escape(id)}"]`);
    if (!option) return;        // not of the same kind: the table does not offer it either
    option.selected = true;
    for (const other of part.querySelectorAll('svg g.picked[id^="new-"]')) other.classList.remove('picked');
    mark(select);
  }

  function mark(select) {
    const target = select.selectedOptions[0]?.dataset.new;
    if (target) document.getElementById(target)?.classList.add('picked');
  }
}
