import { expect } from 'chai';
import { exercisePath } from '../../lib/exercise/release.ts';
import { restore } from '../../lib/exercise/restore.ts';
import { readSubmitted } from '../../lib/exercise/submitted.ts';
import { type Notebook, readNotebook } from '../../lib/notebook/format.ts';

type Cell = Record<string, unknown>;

const release = readNotebook(exercisePath('02-server-lifecycle'));

/** What is run of the release once a learner has done `change` to its cells. */
function restored(
  change: (cells: Cell[]) => unknown = () => {},
  format: (text: string) => string = (text) => text,
) {
  const notebook = structuredClone(release) as Notebook & { cells: Cell[] };
  const changed = change(notebook.cells as unknown as Cell[]);
  const cells = Array.isArray(changed) ? changed : notebook.cells;
  return restore(
    readSubmitted(Buffer.from(format(JSON.stringify({ ...notebook, cells })))),
    release,
  );
}

function cell(cells: Cell[], id: string): Cell {
  const found = cells.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no cell ${id}`);
  return found;
}

function ids({ cells }: { readonly cells: readonly { readonly id: string }[] }): string[] {
  return cells.map(({ id }) => id);
}

const order = ['contract', 'task-1', 'task-2', 'task-3', 'check'];

describe('restoring a submission', () => {
  it('runs the released cells where nothing was changed', () => {
    const { cells, remarks } = restored();
    expect(ids({ cells })).to.deep.equal(order);
    expect(remarks).to.deep.equal([]);
  });

  it('takes over the answers and the cells that a learner added', () => {
    const result = restored((cells) => {
      cell(cells, 'task-1').source = ['answer 1\n', 'line 2'];
      cells.splice(cells.indexOf(cell(cells, 'task-2')), 0, {
        cell_type: 'code',
        metadata: {},
        source: 'helper',
      });
    });
    expect(result.answers['task-1']).to.equal('answer 1\nline 2');
    expect(ids(result)).to.deep.equal(['contract', 'task-1', 'own-1', 'task-2', 'task-3', 'check']);
  });

  it('puts back the cells of the check and of the contract', () => {
    const { cells, remarks } = restored((all) => {
      cell(all, 'check').source = '({ points: 10 })';
      cell(all, 'contract').source = 'const check = () => 10;';
    });
    expect(ids({ cells })).to.deep.equal(['edited-contract', ...order]);
    expect(cells.find(({ id }) => id === 'contract')?.source).to.include('import');
    expect(JSON.stringify(cells)).not.to.include('points: 10');
    expect(remarks).to.deep.equal([
      'the locked cell contract was edited: your version was run, and then the original',
      'the locked cell check was edited: the original was run',
    ]);
  });

  it('does not let metadata make a locked cell a solution, nor raise points', () => {
    const { cells } = restored((all) => {
      const metadata = {
        nbgrader: { grade_id: 'check', solution: true, locked: false, points: 1000 },
      };
      Object.assign(cell(all, 'check'), { source: 'mine', metadata });
    });
    expect(cells.at(-1)?.source).to.include('await check(');
  });

  it('takes the stub where a cell is missing', () => {
    const { cells, remarks } = restored((all) => all.filter(({ id }) => id !== 'task-2'));
    expect(ids({ cells })).to.deep.equal(order);
    expect(remarks).to.deep.equal(['the cell task-2 is missing: its stub was taken']);
  });

  it('takes the last edited one of several cells with one grade_id', () => {
    const { answers, remarks } = restored((all) => [
      ...all,
      { ...structuredClone(cell(all, 'task-1')), source: 'edited' },
      { ...structuredClone(cell(all, 'task-1')), source: 'edited later' },
    ]);
    expect(answers['task-1']).to.equal('edited later');
    expect(remarks.join()).to.include('stands 3 times');
  });

  it('runs reordered cells in the order of the exercise', () => {
    const result = restored((all) => all.toReversed());
    expect(ids(result)).to.deep.equal(order);
    expect(result.remarks.join()).to.include('reordered');
  });

  it('runs a retyped cell all the same', () => {
    const { answers, remarks } = restored((all) => {
      Object.assign(cell(all, 'task-1'), {
        cell_type: 'markdown',
        source: 'function openServer() {}',
      });
    });
    expect(answers['task-1']).to.equal('function openServer() {}');
    expect(remarks.join()).to.include('not a code cell any more');
  });

  it('reads Windows line ends, a byte order mark, and format 3', () => {
    const windows = restored(
      (all) => {
        cell(all, 'task-1').source = ['a\r\n', 'b'];
      },
      (text) => `\ufeff${text.replaceAll('\n', '\r\n')}`,
    );
    expect(windows.answers['task-1']).to.equal('a\nb');
    const { cells } = release;
    const old = { worksheets: [{ cells: cells.map((each) => ({ ...each, input: each.source })) }] };
    expect(ids(restore(readSubmitted(Buffer.from(JSON.stringify(old))), release))).to.deep.equal(
      order,
    );
  });

  it('survives values that are not cells, and metadata of any kind', () => {
    const { cells } = restored((all) => [
      null,
      7,
      'x',
      [],
      { source: 5 },
      { metadata: null },
      ...all,
    ]);
    expect(ids({ cells })).to.deep.equal(order);
  });

  it('reads a notebook with outputs of 50 MB within a few seconds', () => {
    const startedAt = performance.now();
    const result = restored((all) => {
      cell(all, 'task-1').outputs = [
        { output_type: 'stream', name: 'stdout', text: 'x'.repeat(50 << 20) },
      ];
    });
    expect(ids(result)).to.deep.equal(order);
    expect(performance.now() - startedAt).to.be.lessThan(10_000);
  });

  it('bounds the number and the length of added cells', () => {
    const { cells } = restored((all) => [
      ...all,
      ...Array.from({ length: 10_000 }, () => ({
        cell_type: 'code',
        metadata: {},
        source: 'x',
      })),
    ]);
    expect(cells).to.have.length(205);
    const long = restored((all) => {
      cell(all, 'task-1').source = 'x'.repeat(1_000_000);
    });
    expect(long.answers['task-1']).to.have.length(200_000);
  });

  it('refuses a file that is not a notebook, with a reason', () => {
    for (const text of ['', 'half of {', '7', 'null', '[]', '{"cells": 3}', '['.repeat(100_000)]) {
      expect(() => readSubmitted(Buffer.from(text)), text.slice(0, 10)).to.throw();
    }
  });
});
