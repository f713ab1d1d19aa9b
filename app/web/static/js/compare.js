// Comparison pages: both drawings scroll together, and an entry of the list shows its element in both. Without script the links still go there.
const pair = document.querySelector('[data-compare]');
const frames = [...(pair?.querySelectorAll('.zf-bpmn') ?? [])];

let leader = null;      // the frame that is being scrolled; the other one follows and must not answer
for (const frame of frames) {
  for (const start of ['pointerenter', 'focusin', 'wheel', 'touchstart']) frame.addEventListener(start, () => { leader = frame; }, { passive: true });
  frame.addEventListener('scroll', () => {
    if (leader !== frame) return;
    for (const other of frames) if (other !== frame) other.scrollTo(frame.scrollLeft, frame.scrollTop);
  }, { passive: true });
}

let last = [];          // what was shown last: kept in sight when the drawings change their place or size
function centre(frame, element) {
  const box = element.getBoundingClientRect();
  const view = frame.getBoundingClientRect();
  frame.scrollTo(frame.scrollLeft + box.left + box.width / 2 - view.left - frame.clientWidth / 2,
    frame.scrollTop + box.top + box.height / 2 - view.top - frame.clientHeight / 2);
}

function show(id) {
  const element = id && document.getElementById(id);
  if (!element) return null;
  element.classList.add('zf-d-shown');
  const frame = element.closest('.zf-bpmn');
  if (frame) centre(frame, element);
  return element;
}

// In both versions where it is in both; the frame that has it leads the one that has not.
function showBoth(old, now) {
  leader = null;
  last = [old, now];
  for (const shown of document.querySelectorAll('.zf-d-shown')) shown.classList.remove('zf-d-shown');
  const found = [show(old), show(now)].filter(Boolean);
  if (found.length === 1 && frames.length === 2) {
    const from = found[0].closest('.zf-bpmn');
    for (const other of frames) if (from && other !== from) other.scrollTo(from.scrollLeft, from.scrollTop);
  }
  return found;
}

for (const link of document.querySelectorAll('a[data-new]')) {
  link.addEventListener('click', (event) => {
    const found = showBoth(link.dataset.old, link.dataset.new);
    if (!found.length) return;
    event.preventDefault();
    history.replaceState(null, '', link.hash);
    (found.at(-1).closest('.zf-panel') ?? found.at(-1)).scrollIntoView({ block: 'nearest' });
    if (!found.at(-1).closest('.zf-bpmn')) found.at(-1).scrollIntoView({ block: 'center' });
  });
}

for (const box of pair?.querySelectorAll('.zf-d-beside, .zf-fit') ?? []) box.addEventListener('change', () => showBoth(...last));

// Come in by a link to an element, or else where the first change is.
const first = document.querySelector('.zf-d-changes a[data-new]');
const wanted = decodeURIComponent(location.hash.slice(1));
if (wanted) showBoth(wanted.replace(/^new-/, 'old-'), wanted.replace(/^old-/, 'new-'));
else if (first && frames.length) showBoth(first.dataset.old, first.dataset.new);
