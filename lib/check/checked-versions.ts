/** Tells which run of a cell each checked function comes from, and which one is out of date. */

import { statSync } from 'node:fs';
import { currentHost, type Declaration } from '../lab/base/host.ts';
import { codeCells, readNotebook } from '../notebook/format.ts';

/** The functions with the numbers of their cells in one line, and one more for each that is out of date. */
export function checkedVersions(names: readonly string[]): readonly string[] {
  const known = names.flatMap((name) => {
    const declaration = currentHost()?.declaration?.(name);
    return declaration === undefined ? [] : [{ name, declaration }];
  });
  if (known.length === 0) return [];
  const saved = savedCells();
  const origins = known.map(({ name, declaration }) => `${name} of [${declaration.number}]`);
  return [
    `Checked: ${origins.join(', ')}`,
    ...known.flatMap(({ name, declaration }) => {
      const reason = outOfDate(declaration, saved);
      if (reason === undefined) return [];
      return [`Beware: ${name} is that of [${declaration.number}]: ${reason}`];
    }),
  ];
}

/** The cells of this notebook as its file has them, by id. */
interface SavedCells {
  readonly savedAt: number;
  readonly sources: ReadonlyMap<string, string>;
}

function outOfDate(declaration: Declaration, saved: SavedCells | undefined): string | undefined {
  const { missingSince, cellId = '', source, ranAt } = declaration;
  if (missingSince !== undefined) {
    return `its cell ran again as [${missingSince}], and failed or no longer declares it. Mend that cell, run it, and check again`;
  }
  const now = saved?.sources.get(cellId);
  // A file older than the run does not have yet what was run.
  if (saved === undefined || now === undefined || saved.savedAt < ranAt || now === source) return;
  return 'its cell was changed since. Run that cell, and check again';
}

function savedCells(): SavedCells | undefined {
  // Jupyter's server names the notebook so; other front ends do not tell its file.
  const file = process.env.JPY_SESSION_NAME;
  if (file === undefined) return undefined;
  try {
    const cells = codeCells(readNotebook(file));
    return {
      savedAt: statSync(file).mtimeMs,
      sources: new Map(cells.map(({ id, source }) => [id, source])),
    };
  } catch {
    return undefined; // It was moved, or is being written: then only the runs tell.
  }
}
