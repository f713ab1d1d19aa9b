// On the diagram: a click where the case stands ticks it to be moved, a click elsewhere says where to. The form works without it too.
const form = document.querySelector('[data-moving]');
form?.addEventListener('click', (event) => {
  const shape = event.target.closest('svg g[id]');
  if (!shape) return;
  const boxes = [...form.querySelectorAll('input[data-at]')].filter((box) => box.dataset.at === shape.id);
  if (boxes.length) for (const box of boxes.slice(0, 1)) box.checked = !box.checked;
  else choose(shape.id);
  mark();
});
form?.addEventListener('change', mark);

function selects() {
  return [...form.querySelectorAll('select[name="to"]')];
}

// A second click takes it back; with room for several, each click fills the next.
function choose(id) {
  const at = selects().find((one) => one.selectedOptions[0]?.dataset.to === id);
  if (at) {
    at.value = '';
    return;
  }
  const room = selects().find((one) => !one.value) ?? selects().at(-1);
  const option = room?.querySelector(`option[data-to="${CSS.escape(id)}"]`);
  if (option) option.selected = true;
}

function mark() {
  for (const shape of form.querySelectorAll('svg g.picked')) shape.classList.remove('picked');
  const targets = selects().map((one) => one.selectedOptions[0]?.dataset.to);
  const ids = [...form.querySelectorAll('input[data-at]:checked')].map((box) => box.dataset.at);
  for (const id of [...targets, ...ids]) if (id) document.getElementById(id)?.classList.add('picked');
}
if (form) mark();
