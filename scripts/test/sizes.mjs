import fs from 'node:fs';
import path from 'node:path';
import { REPO } from '../../test/servers/lib/node.mjs';

const MOST_AT_ACTIVATION = 500_000;
const MOST_PACKAGED = 2_500_000;

/** Whether what activation loads, and the package, are as small as promised. Prints both sizes in bytes. */
export function checkSizes(vsix) {
  const bundle = [...loadedWith(path.join(REPO, 'dist', 'extension.js'))].reduce(
    (sum, file) => sum + fs.statSync(file).size,
    0,
  );
  const packaged = fs.statSync(vsix).size;
  console.log(
    `loaded at activation: ${bundle} bytes (at most ${MOST_AT_ACTIVATION}); package: ${packaged} bytes (at most ${MOST_PACKAGED})`,
  );
  return bundle <= MOST_AT_ACTIVATION && packaged <= MOST_PACKAGED;
}

// A bundle and the chunks that it imports statically; what `import()` loads later does not count.
function loadedWith(file, seen = new Set()) {
  seen.add(file);
  for (const [, name] of fs
    .readFileSync(file, 'utf8')
    .matchAll(/(?:^|[;\s}])(?:import|export)\b[^;'"()]*["'](\.{1,2}\/[^"']+)["']/g)) {
    const chunk = path.resolve(path.dirname(file), name);
    if (!seen.has(chunk)) loadedWith(chunk, seen);
  }
  return seen;
}
