// Every English sentence that bpmn-js, diagram-js and the minimap ask to be translated, and those of them that our words do not have.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PopupEntries } from 'bpmn-js/lib/features/popup-menu/PopupEntries';
import * as options from 'bpmn-js/lib/features/replace/ReplaceOptions';
import { library } from '../../app/web/workbench/src/diagram/words/library.js';
import { translate } from '../../app/web/workbench/src/diagram/words/translate.js';

const MODULES = join(process.cwd(), 'node_modules');
const PACKAGES = ['bpmn-js/lib', 'diagram-js/lib', 'diagram-js-direct-editing/lib', 'diagram-js-minimap/dist/index.esm.js'];
const SAID = /[^\w.]translate\(\s*(?:'([^']+)'|"([^"]+)")/g;
const BY_NAME = /[^\w.]translate\(\s*([A-Z][A-Z_]+)\s*\)/g;
const ALIGNED = ['left', 'right', 'center', 'top', 'bottom', 'middle'].map((where) => `Align elements ${where}`);

function* scripts(path) {
  if (statSync(path).isFile()) yield path;
  else for (const name of readdirSync(path).filter((one) => /^[^.]+(\.js)?$/.test(one))) yield* scripts(join(path, name));
}

function* said(source) {
  for (const found of source.matchAll(SAID)) yield found[1] ?? found[2];
  for (const [, name] of source.matchAll(BY_NAME)) yield new RegExp(`${name} = '([^']+)'`).exec(source)?.[1] ?? `constant ${name}`;
}

function* labels() {
  for (const entry of Object.values(PopupEntries)) yield entry.label;
  const full = { children: [{}] };
  for (const list of Object.values(options)) {
    const entries = Array.isArray(list) ? list : Object.values(list).flat();
    for (const { label } of entries) yield* typeof label === 'function' ? [label({}), label(full)] : [label];
  }
}

const source = PACKAGES.flatMap((name) => [...scripts(join(MODULES, name))]).map((path) => readFileSync(path, 'utf8'));
const isSentence = (text) => /^[A-Za-z]/.test(text) && !['HELLO {you}', 'HELLO {you}!', 'Align elements '].includes(text);
const all = new Set([...source.flatMap((text) => [...said(text)]), ...labels(), ...ALIGNED].filter(isSentence));
const latin = Object.entries(library).filter(([, chinese]) => /[A-Za-z]{2}/.test(chinese.replace(/{\w+}/g, '')));
process.stdout.write(JSON.stringify({
  all: [...all].sort(), missing: [...all].filter((text) => !(text in library)).sort(), latin,
  example: translate('Open {element}', { element: '子流程' }),
}));
