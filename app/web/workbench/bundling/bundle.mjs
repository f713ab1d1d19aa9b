// The editors' bundle: workshop.js with a chunk for each editor, workshop.css with every sheet that their modules import.
import { build } from 'esbuild';
import { join } from 'node:path';
import { chinese } from './chinese.mjs';

const ASSETS = { '.woff': 'file', '.woff2': 'file', '.ttf': 'file', '.eot': 'file', '.svg': 'dataurl', '.png': 'dataurl', '.bpmn': 'text' };
const COMMON = { bundle: true, minify: true, target: 'es2022', charset: 'utf8', legalComments: 'linked', logLevel: 'warning', loader: ASSETS };

export async function bundle(here, outdir) {
  const sheets = new Set();
  await build({
    ...COMMON, entryPoints: { workshop: join(here, 'src', 'main.js') }, outdir, splitting: true, format: 'esm', chunkNames: 'parts/[name]-[hash]',
    plugins: [collect(sheets), ownExpressionField(here), chinese(here)],
  });
  await build({ ...COMMON, stdin: { contents: imports(sheets), resolveDir: here, loader: 'css' }, outfile: join(outdir, 'workshop.css'), assetNames: 'parts/[name]-[hash]' });
}

/** Sheets are not loaded with the chunk that imports them, so they go into one of their own: other people's first, then ours. */
function collect(sheets) {
  return {
    name: 'sheets',
    setup(build) {
      build.onLoad({ filter: /\.css$/ }, ({ path }) => {
        sheets.add(path);
        return { contents: '', loader: 'js' };
      });
    },
  };
}

/** Where dmn-js would open its own expression field, which speaks English, ours stands. */
function ownExpressionField(here) {
  return {
    name: 'own expression field',
    setup(build) {
      build.onResolve({ filter: /dmn-js-shared\/lib\/components\/LiteralExpression$/ }, () => ({ path: join(here, 'src', 'tables', 'cell.js') }));
    },
  };
}

function imports(sheets) {
  const ours = (path) => Number(!path.includes('node_modules'));
  const ordered = [...sheets].sort((a, b) => ours(a) - ours(b) || (a < b ? -1 : 1));
  return ordered.map((path) => `@import ${JSON.stringify(path)};`).join('\n');
}
