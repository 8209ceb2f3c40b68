import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';
import { compileInOrder, findStored, storing } from '../../lib/compile/given.ts';
import { loadCompiler } from '../../lib/compile/load.ts';
import { snapshotKey } from '../../lib/compile/snapshot/snapshot-file.ts';
import { solutionPath } from '../../lib/exercise/release.ts';
import { codeCells, readNotebook, writeNotebook } from '../../lib/notebook/format.ts';
import { holdAddresses } from '../hold-address.ts';

describe('cells that an earlier check compiled', function () {
  this.timeout(60_000);
  holdAddresses(2);
  const { WIREBOOK_CELL_CACHE } = process.env;
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wirebook-kept-'));
    process.env.WIREBOOK_CELL_CACHE = join(folder, 'cells');
  });
  afterEach(() => {
    if (WIREBOOK_CELL_CACHE === undefined) delete process.env.WIREBOOK_CELL_CACHE;
    else process.env.WIREBOOK_CELL_CACHE = WIREBOOK_CELL_CACHE;
    rmSync(folder, { recursive: true });
  });

  /** Compiles cells one after another, and keeps them. */
  async function compile(...sources: readonly string[]): Promise<void> {
    await compileInOrder(sources, storing(loadCompiler(), snapshotKey()));
  }

  it('are found up to the first that is new', async () => {
    const cells = ['const one: number = 1;', 'const two = one + 1;', 'const three = two + 1;'];
    await compile(...cells);
    const [first = '', second = '', third = ''] = cells;
    const found = findStored([first, `${second} // changed`, third], snapshotKey());
    expect(found.map(({ source }) => source.code)).to.deep.equal([first]);
    expect(findStored(cells, snapshotKey())).to.have.length(3);
  });

  it('are not found under the key of another compiler', async () => {
    await compile('const one = 1;');
    expect(findStored(['const one = 1;'], 'another')).to.deep.equal([]);
  });

  it('are compiled after a module each time', async () => {
    await compile('const one = 1;');
    const found = findStored(['/** @module numbers */', 'const one = 1;'], snapshotKey());
    expect(found).to.deep.equal([]);
  });

  /** Checks the worked notebook from a terminal, with other code in some of its cells. */
  function check(sources: Readonly<Record<string, string>> = {}): string {
    const worked = readNotebook(solutionPath('02-server-lifecycle'));
    const cells = worked.cells.map((cell) => ({
      ...cell,
      source: sources[cell.id] ?? cell.source,
    }));
    const file = join(folder, 'answer.ipynb');
    writeNotebook(file, { ...worked, cells });
    const args = [join(courseRoot, 'lib', 'wirebook.mjs'), 'check', file];
    return spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout;
  }

  /** How many compiled cells are kept. */
  function count(): number {
    const [compiler = ''] = readdirSync(join(folder, 'cells'));
    return readdirSync(join(folder, 'cells', compiler)).length;
  }

  it('earn what they earned, and only a changed one is compiled again', () => {
    expect(check()).to.include('10 of 10 points');
    const first = count();
    expect(first).to.be.at.least(1);
    expect(check()).to.include('10 of 10 points');
    expect(count()).to.equal(first);
    const { source = '' } =
      codeCells(readNotebook(solutionPath('02-server-lifecycle'))).find(
        ({ id }) => id === 'task-1',
      ) ?? {};
    expect(check({ 'task-1': `${source}\n// changed` })).to.include('10 of 10 points');
    expect(count()).to.equal(first + 1);
  });

  it('earn what they earned where one of them fails before its end', () => {
    const failing = { 'task-2': 'const early = 1;\nthrow new Error("not yet");' };
    for (let time = 1; time <= 2; time += 1) {
      expect(check(failing)).to.match(/cell task-2|early|tellAddresses/);
      expect(check()).to.include('10 of 10 points');
    }
  });
});
