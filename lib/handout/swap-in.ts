/**
 * Puts a new build in the place of the last one. Linux moves one folder at a time, so between two
 * moves there is neither; a process that is ended there leaves the last build under another name,
 * from which the next one brings it back.
 */

import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { WirebookError } from '../base/error.ts';
import { abandonedIn } from '../base/whole-file.ts';

/** Replaces the folder `out` by `built`. */
export function swapIn(built: string, out: string): void {
  const old = `${out}.old-${process.pid}`;
  if (existsSync(out)) renameSync(out, old);
  renameSync(built, out);
  rmSync(old, { recursive: true, force: true });
}

/** Puts in order what builds into `out` have left that were ended in the middle. */
export function recoverBuild(out: string): void {
  const name = RegExp.escape(basename(out));
  for (const old of abandonedIn(dirname(out), new RegExp(`^${name}\\.old-(\\d+)$`))) {
    if (existsSync(out)) rmSync(old, { recursive: true, force: true });
    else renameSync(old, out);
  }
  for (const half of abandonedIn(dirname(out), new RegExp(`^${name}\\.new-(\\d+)-\\w+$`))) {
    rmSync(half, { recursive: true, force: true });
  }
}

/**
 * Refuses to replace a folder that is not a build: it may hold a person's documents.
 *
 * @throws {WirebookError} where there is such a folder
 */
export function requireReplaceable(out: string): void {
  if (!existsSync(out) || readdirSync(out).length === 0 || isBuild(out)) return;
  throw new WirebookError(
    `${out} holds other files, which the handouts would replace: name a new folder with --out`,
  );
}

function isBuild(out: string): boolean {
  const index = join(out, 'index.html');
  // nbconvert's serialiser writes the attributes in an order of its own.
  const made = /<meta (?=[^>]*\bname="generator")[^>]*\bcontent="nbconvert/;
  return existsSync(index) && made.test(readFileSync(index, 'utf8'));
}
