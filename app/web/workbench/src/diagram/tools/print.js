// The drawing on paper: on one sheet where it can be read, else on as many as it takes, to be laid beside each other.
import { imageOf, picture } from './export.js';

const PAPER = { width: 270, height: 168 };      // mm of A4 across, without margins and the line on top
const LEGIBLE = 0.16, LEAST = 0.11;             // mm for a unit of the drawing: letters of about 2 mm; on one sheet somewhat less will do

/** {scale: mm a unit, columns, rows} for a drawing of this size. */
export function sheets(width, height) {
  const whole = Math.min(PAPER.width / width, PAPER.height / height, LEGIBLE * 1.5);
  if (whole >= LEAST) return { scale: whole, columns: 1, rows: 1 };
  return { scale: LEGIBLE, columns: Math.ceil((width * LEGIBLE) / PAPER.width), rows: Math.ceil((height * LEGIBLE) / PAPER.height) };
}

/** A picture: inline, its arrowheads would be those of the hidden canvas. The page's own sheets hide everything else (diagram.css). */
export async function printDiagram(editor) {
  const title = editor.host.files().find((file) => file.name === editor.name)?.title || editor.name;
  const box = document.createElement('div');
  box.className = 'zd-print';
  box.append(...pages(await imageOf(await picture(editor)), title));
  document.body.append(box);
  document.documentElement.classList.add('zd-printing');
  window.addEventListener('afterprint', () => {
    document.documentElement.classList.remove('zd-printing');
    box.remove();
  }, { once: true });
  window.print();
}

function pages(image, title) {
  const { scale, columns, rows } = sheets(image.width, image.height);
  const made = [];
  for (let row = 0; row < rows; row += 1) for (let column = 0; column < columns; column += 1) made.push({ row, column });
  return made.map(({ row, column }, n) => {
    const page = document.createElement('section');
    const part = image.cloneNode();
    const [left, top] = [-column * PAPER.width, -row * PAPER.height];
    Object.assign(part.style, { width: `${image.width * scale}mm`, marginLeft: `${left}mm`, marginTop: `${top}mm` });
    const frame = document.createElement('div');
    frame.append(part);
    const which = made.length > 1 ? `（第 ${n + 1} 张，共 ${made.length} 张：第 ${row + 1} 行第 ${column + 1} 列）` : '';
    page.append(Object.assign(document.createElement('h1'), { textContent: title + which }), frame);
    return page;
  });
}
