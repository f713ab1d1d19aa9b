// Words that the packages have written into their code, put into Chinese while bundling: see words.mjs. A word that is no longer where
// it was stops the build, so that a new version of a package cannot bring English back in silence.
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { WORDS } from './words.mjs';

export function chinese(here) {
  const modules = join(here, 'node_modules');
  return {
    name: 'chinese',
    setup(build) {
      build.onLoad({ filter: /node_modules.*\.js$/ }, ({ path }) => {
        const words = WORDS[relative(modules, path).replaceAll('\\', '/')];
        return words ? { contents: translated(readFileSync(path, 'utf8'), words, path), loader: 'js' } : null;
      });
    },
  };
}

/** `words`: {source text as it stands in the file: what stands there instead}. */
export function translated(source, words, path) {
  let result = source;
  for (const [from, to] of Object.entries(words)) {
    if (!result.includes(from)) throw new Error(`${path} no longer has ${JSON.stringify(from)}: see bundling/words.mjs`);
    result = result.replaceAll(from, to);
  }
  return result;
}
