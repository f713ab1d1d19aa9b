// Copies what the pages need from node_modules to static/vendor and bundles the workshop's editors (src/) to static/vendor/workshop.
// Nothing third-party is committed.
import { buildSync } from 'esbuild';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, 'node_modules');
const vendor = join(here, '..', 'static', 'vendor');

const COPIES = {
  '@tabler/core/dist/css/tabler.min.css': 'tabler.min.css',
  'htmx.org/dist/htmx.min.js': 'htmx.min.js',
};

function copy(from, to) {
  mkdirSync(dirname(join(vendor, to)), { recursive: true });
  copyFileSync(join(modules, from), join(vendor, to));
}

// The map is not shipped; a dangling reference to it would be a 404 in every developer console.
function copyStylesheet(from, to) {
  const css = readFileSync(join(modules, from), 'utf8').replace(/\/\*# sourceMappingURL=.*?\*\//g, '');
  writeFileSync(join(vendor, to), css);
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

rmSync(vendor, { recursive: true, force: true });
mkdirSync(vendor, { recursive: true });
for (const [from, to] of Object.entries(COPIES)) (from.endsWith('.css') ? copyStylesheet : copy)(from, to);
const names = readFileSync(join(here, 'icons.txt'), 'utf8').split(/\s+/).filter(Boolean);
writeFileSync(join(vendor, 'icons.svg'), sprite(names));
buildSync({
  entryPoints: { workshop: join(here, 'src', 'main.js') }, outdir: join(vendor, 'workshop'), bundle: true, splitting: true, format: 'esm',
  minify: true, target: 'es2022', charset: 'utf8', legalComments: 'linked', logLevel: 'warning',
  loader: { '.woff': 'file', '.woff2': 'file', '.ttf': 'file', '.eot': 'file', '.svg': 'dataurl', '.bpmn': 'text', '.json': 'json' },
});
console.log(`${Object.keys(COPIES).length} files and ${names.length} icons in static/vendor`);
