// node bundle.mjs SCRIPT OUTFILE: one file of a test's script and what it imports from the workbench. Run in the workbench's folder.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { buildSync } = createRequire(join(process.cwd(), 'package.json'))('esbuild');
const [script, outfile] = process.argv.slice(2);
buildSync({ entryPoints: [script], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'error', nodePaths: [join(process.cwd(), 'node_modules')] });
