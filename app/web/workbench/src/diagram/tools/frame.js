// The editor's places: canvas left, panel right, a bar between them that makes the panel wider.
const KEY = 'zfl-workshop:panel';
const LEAST = 260, MOST = 640, USUAL = 340;

/** {root, canvas, panel} in the container. */
export function frame(container) {
  const root = document.createElement('div');
  root.className = 'zd-editor';
  root.innerHTML = '<div class="zd-canvas"></div>'
    + '<div class="zd-bar" role="separator" aria-orientation="vertical" aria-label="属性栏宽度" tabindex="0"></div>'
    + '<aside class="zd-panel" aria-label="属性"></aside>';
  container.append(root);
  const [canvas, bar, panel] = root.children;
  resizable(root, bar);
  return { root, canvas, panel };
}

function resizable(root, bar) {
  const set = (width) => {
    const kept = Math.min(Math.max(width, LEAST), MOST);
    root.style.setProperty('--zd-panel', `${kept}px`);
    bar.setAttribute('aria-valuenow', kept);
    localStorage.setItem(KEY, kept);
    return kept;
  };
  let width = set(Number(localStorage.getItem(KEY)) || USUAL);
  bar.addEventListener('pointerdown', (down) => {
    bar.setPointerCapture(down.pointerId);
    const from = width + down.clientX;
    bar.onpointermove = (move) => { width = set(from - move.clientX); };
    bar.onpointerup = () => { bar.onpointermove = null; };
  });
  bar.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: 24, ArrowRight: -24 }[event.key];
    if (step) width = set(width + step);
  });
}
