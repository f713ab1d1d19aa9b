// {tsv: [text …], cells: [[text, kind, type] …], rows: [[cell …] …]} → what the table makes of them.
import { readFileSync } from 'node:fs';
import { asCell, parseTsv, toTsv } from '../../app/web/workbench/src/tables/spreadsheet.js';

const given = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify({
  tsv: given.tsv.map(parseTsv), cells: given.cells.map(([text, kind, type]) => asCell(text, { kind, type })), back: parseTsv(toTsv(given.rows)),
}));
