/**
 * Makes the files that a kernel starts from: `node make-start-files.js`, called by the setup. They are
 * the compiler's snapshot, and one bundle each of the kernel's code, of the code that runs a notebook
 * without a front end, and of the package that cells import.
 */

import { mkdirSync, rmSync } from 'node:fs';
import { type BuildOptions, build } from 'esbuild';
import { keepUrls, nodeBundle } from '../base/bundle.ts';
import { entryPoint } from '../base/paths.ts';
import { syncFile, writeWhole } from '../base/whole-file.ts';
import { makeSnapshot } from '../compile/snapshot/make-snapshot.ts';
import { snapshotFiles, snapshotKey } from '../compile/snapshot/snapshot-file.ts';

const { folder, key, ...products } = snapshotFiles;
const currentKey = snapshotKey();

async function bundle(module: string, outfile: string, options: BuildOptions = {}): Promise<void> {
  await build({
    ...nodeBundle,
    entryPoints: [entryPoint(import.meta.url, module)],
    outfile,
    packages: 'external',
    plugins: [keepUrls],
    ...options,
  });
}

mkdirSync(folder, { recursive: true });
// A snapshot without its key is not used: no kernel starts from one that is being replaced.
rmSync(key, { force: true });
await Promise.all([
  makeSnapshot(),
  bundle('./start', products.kernel),
  bundle('../session/headless/serve', products.headless),
  // Learners see some names of its functions.
  bundle('../index', products.packageBundle, { minifyWhitespace: true, keepNames: true }),
]);
// A power cut must not leave a key without the whole of what it stands for.
for (const file of [...Object.values(products), folder]) syncFile(file);
writeWhole(key, currentKey, { isDurable: true });
console.log(products.snapshot);
