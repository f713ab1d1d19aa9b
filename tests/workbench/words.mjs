// → {tables: {English: Chinese}, patched: {file: [text …]}}: what is put into Chinese, by dictionary and while bundling.
import { WORDS as PATCHED } from '../../app/web/workbench/bundling/words.mjs';
import { WORDS } from '../../app/web/workbench/src/tables/words.js';

process.stdout.write(JSON.stringify({ tables: WORDS, patched: Object.fromEntries(Object.entries(PATCHED).map(([file, words]) => [file, Object.keys(words)])) }));
