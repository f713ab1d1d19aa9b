// From and to a spreadsheet.
import { cellsOf, typeOf } from './model.js';
import { asCell, parseTsv, toTsv } from './spreadsheet.js';

/** Fills the table from the chosen cell on; rows that are missing are added. Anything that is no table is left to the browser. */
export function pasteInto(editor, event) {
  const text = event.clipboardData?.getData('text/plain') ?? '';
  const node = event.target.closest?.('td[data-element-id]');
  if (editor.readOnly || !node || !/\t|\n./.test(text)) return;
  const at = placeOf(editor, node);
  if (!at) return;
  event.preventDefault();
  event.stopPropagation();
  const rows = parseTsv(text);
  editor.viewer.get('commandStack').execute('zfl.together', { work: () => fill(editor, rows, at) });
  editor.host.notify(`已粘贴 ${rows.length} 行。可以撤销。`);
}

function placeOf(editor, node) {
  const part = editor.part(node.dataset.elementId);
  if (!part?.rule) return null;
  const columns = [...part.table.get('input'), ...part.table.get('output')];
  return { table: part.table, columns, row: part.row, column: part.element === part.rule ? columns.length : columns.indexOf(part.column) };
}

function fill(editor, rows, { table, columns, row, column }) {
  const modeling = editor.viewer.get('modeling');
  rows.forEach((cells, down) => {
    if (!table.get('rule')[row + down]) modeling.addRow({ type: 'dmn:DecisionRule' });
    const rule = table.get('rule')[row + down];
    cells.forEach((text, right) => put(modeling, rule, columns, table.get('input').length, column + right, text));
  });
}

function put(modeling, rule, columns, inputs, at, text) {
  if (at === columns.length) modeling.editAnnotation(rule, asCell(text, { kind: 'note' }));
  else if (at < columns.length) modeling.editCell(cellsOf(rule)[at], asCell(text, { kind: at < inputs ? 'test' : 'result', type: typeOf(columns[at]) }));
}

export async function copyTable(editor) {
  const table = editor.view?.element?.decisionLogic;
  if (table?.$type !== 'dmn:DecisionTable') return editor.host.notify('请先打开一张决策表。', 'bad');
  const head = [...table.get('input'), ...table.get('output')].map((column) => column.label || column.name || '');
  const rows = table.get('rule').map((rule) => [...cellsOf(rule).map((cell) => cell.text ?? ''), rule.description ?? '']);
  await navigator.clipboard.writeText(toTsv([[...head, '说明'], ...rows]));
  return editor.host.notify(`已复制 ${rows.length} 行，可以粘贴到电子表格。`);
}
