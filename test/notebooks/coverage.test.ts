import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';
import { readNotebook, wirebookMetadata } from '../../lib/notebook/format.ts';

describe('coverage of the syllabus', () => {
  const rows = readFileSync(join(courseRoot, 'notebooks/coverage.tsv'), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))
    .map(([id = '', lesson = '']) => ({ id, lesson }));

  for (const file of globSync('notebooks/[0-9]*.ipynb', { cwd: courseRoot }).sort()) {
    const lesson = basename(file).slice(0, 2);
    it(`lesson ${lesson} pays every row it owes, and claims none of another lesson`, () => {
      const { cells } = readNotebook(join(courseRoot, file));
      const claimed = cells.flatMap((cell) => {
        const { covers } = wirebookMetadata(cell);
        return Array.isArray(covers) ? covers : [];
      });
      const owed = rows.filter((row) => row.lesson === lesson).map(({ id }) => id);
      expect([...new Set(claimed)].sort()).to.deep.equal(owed.sort());
    });
  }
});
