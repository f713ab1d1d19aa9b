// Rows of a spreadsheet and cells of a decision table: pure text, both ways.

/** Rows of cells of what a spreadsheet put on the clipboard: tabs between cells, quotes around cells with line breaks. */
export function parseTsv(text) {
  const rows = [[]];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') { cell += '"'; at += 1; } else quoted = false;
    } else if (sign === '"' && cell === '' && closes(text, at)) quoted = true;
    else if (sign === '\t') { rows.at(-1).push(cell); cell = ''; } else if (sign === '\n') { rows.at(-1).push(cell); rows.push([]); cell = ''; } else if (sign !== '\r') cell += sign;
  }
  rows.at(-1).push(cell);
  if (rows.length > 1 && rows.at(-1).length === 1 && rows.at(-1)[0] === '') rows.pop();
  return rows;
}

/** Whether a quote that begins a cell also ends one: a FEEL text such as "none" stands between quotes for its own sake. */
function closes(text, at) {
  const end = /"(?=[\t\n\r]|$)/g;
  end.lastIndex = at + 1;
  const inner = text.slice(at + 1, end.exec(text)?.index ?? at + 1);
  return /[\n\t]|""/.test(inner);
}

const WORDS = { 是: 'true', 否: 'false', 真: 'true', 假: 'false', TRUE: 'true', FALSE: 'false' };
const WRITTEN = /^(-|null|true|false|"|not\s*\(|[<>=[\]()?]|-?[\d.]|date|time|duration|@)|\.\.|\w+\s*\(/;

/**
 * A cell of a spreadsheet as a cell of the table. Texts get their quotes, 是 and 否 become true and false, an empty condition fits all.
 * @param {{kind: "test"|"result"|"note", type: string}} column
 */
export function asCell(text, { kind, type }) {
  const plain = text.trim();
  if (kind === 'note') return plain;
  if (plain === '') return kind === 'test' ? '-' : '';
  if (type === 'boolean' && plain in WORDS) return WORDS[plain];
  if (type !== 'string' || WRITTEN.test(plain)) return plain;
  const parts = kind === 'test' ? plain.split(/[、，,]\s*/) : [plain];
  return parts.map((part) => JSON.stringify(part)).join(', ');
}

export function toTsv(rows) {
  return rows.map((row) => row.map((cell) => (/[\t\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join('\t')).join('\n');
}
