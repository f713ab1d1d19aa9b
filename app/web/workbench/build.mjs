// Copies what the pages need from node_modules to static/vendor and bundles the workshop's editors (src/) to static/vendor/workshop.
// Nothing third-party is committed. Everything is made beside its place and then moved there: a running server never sees half of it.
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundling/bundle.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, 'node_modules');
const vendor = join(here, '..', 'static', 'vendor');
const made = `${vendor}.${process.pid}`;

const COPIES = {
  '@tabler/core/dist/css/tabler.min.css': 'tabler.min.css',
  'htmx.org/dist/htmx.min.js': 'htmx.min.js',
};

function copy(from, to) {
  mkdirSync(dirname(join(made, to)), { recursive: true });
  copyFileSync(join(modules, from), join(made, to));
}

// The map is not shipped; a dangling reference to it would be a 404 in every developer console.
function copyStylesheet(from, to) {
  const css = readFileSync(join(modules, from), 'utf8').replace(/\/\*# sourceMappingURL=.*?\*\//g, '');
  writeFileSync(join(made, to), css);
}

function symbol(name) {
  const svg = readFileSync(join(modules, '@tabler/icons/icons/outline', `${name}.svg`), 'utf8');
  const body = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(svg)[1].replace(/\s*\n\s*/g, '');
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" `
    + `stroke-linecap="round" stroke-linejoin="round">${body}</symbol>`;
}

function sprite(names) {
  const repeated = names.filter((name, i) => names.indexOf(name) !== i);
  if (repeated.length) throw new Error(`icons.txt names twice: ${repeated.join(', ')}`);
  return `<svg xmlns="http://www.w3.org/2000/svg">${names.map(symbol).join('\n')}</svg>\n`;
}

function moveIntoPlace() {
  const former = `${vendor}.${process.pid}.old`;
  if (existsSync(vendor)) renameSync(vendor, former);
  renameSync(made, vendor);
  rmSync(former, { recursive: true, force: true });
}

try {
  mkdirSync(made, { recursive: true });
  for (const [from, to] of Object.entries(COPIES)) (from.endsWith('.css') ? copyStylesheet : copy)(from, to);
  const names = readFileSync(join(here, 'icons.txt'), 'utf8').split(/\s+/).filter(Boolean);
  writeFileSync(join(made, 'icons.svg'), sprite(names));
  await bundle(here, join(made, 'workshop'));
  moveIntoPlace();
  console.log(`${Object.keys(COPIES).length} files, ${names.length} icons and the editors in static/vendor`);
} finally {
  rmSync(made, { recursive: true, force: true });
}
