// node bundle.mjs SCRIPT OUTFILE [browser]: one file of a test's script and what it imports from the workbench. Run in the workbench's folder.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const here = process.cwd();
const { build } = createRequire(join(here, 'package.json'))('esbuild');
const [script, outfile, where] = process.argv.slice(2);
const common = { entryPoints: [script], outfile, bundle: true, format: 'esm', logLevel: 'error', nodePaths: [join(here, 'node_modules')] };
if (where === 'browser') {
  const { chinese } = await import(pathToFileURL(join(here, 'bundling', 'chinese.mjs')));
  const loader = Object.fromEntries(['.woff', '.woff2', '.ttf', '.eot', '.svg', '.png'].map((ending) => [ending, 'dataurl']));
  await build({ ...common, platform: 'browser', target: 'es2022', charset: 'utf8', plugins: [chinese(here)], loader });
} else {
  await build({ ...common, platform: 'node', target: 'node20' });
}
