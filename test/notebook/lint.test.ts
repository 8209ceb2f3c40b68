import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { formatNotebook, type Notebook } from '../../lib/notebook/format.ts';
import { lintNotebook } from '../../lib/notebook/lint.ts';
import { notebookRules } from '../../lib/notebook/lint-rules.ts';
import { notebookOf, withShows } from './notebooks.ts';

describe('the lint of notebooks', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lint-'));
  const file = join(folder, 'a.ipynb');
  after(() => rmSync(folder, { recursive: true }));

  /** The rules that a notebook breaks, with the cells that break them. */
  function broken(notebook: Notebook | string): readonly string[] {
    writeFileSync(file, typeof notebook === 'string' ? notebook : formatNotebook(notebook));
    return lintNotebook(file, notebookRules).map(
      ({ rule, cell }) => `${rule}${cell ? ` ${cell}` : ''}`,
    );
  }

  const good = notebookOf({ one: 'const a = 1;', two: 'a + 1' }, { kind: 'lesson' });

  it('has nothing against a good notebook', () => {
    expect(broken(good)).to.deep.equal([]);
  });

  it('objects to a file that is not a notebook', () => {
    expect(broken('{')).to.deep.equal(['readable']);
  });

  it('objects to fields that the schema of nbformat 4.5 forbids', () => {
    const cells = good.cells.map((cell) => ({ ...cell, surplus: 1 }));
    expect(broken({ ...good, cells })).to.deep.equal(['schema']);
  });

  it('objects to another format of the file', () => {
    expect(broken(JSON.stringify(JSON.parse(formatNotebook(good))))).to.deep.equal(['format']);
  });

  it('objects to outputs and execution counts', () => {
    const cells = good.cells.map((cell) => ({ ...cell, execution_count: 1 }));
    expect(broken({ ...good, cells })).to.deep.equal(['no-outputs one', 'no-outputs two']);
  });

  it('objects to ids that are not readable, or not unique', () => {
    expect(broken(notebookOf({ 'A-B': '1' }))).to.deep.equal(['cell-ids A-B']);
    expect(broken(notebookOf({ a1b2c3d4: '1' }))).to.deep.equal(['cell-ids a1b2c3d4']);
    const [cell] = good.cells;
    const cells = cell ? [cell, cell] : [];
    expect(broken({ ...good, cells })).to.deep.equal(['cell-ids one']);
  });

  it('wants an assertion of the cell after a prediction, in lessons', () => {
    const [first, second] = good.cells;
    if (first === undefined || second === undefined) throw new Error('there are no cells');
    const question = {
      cell_type: 'markdown',
      id: 'question',
      metadata: {},
      source: '## Sums\n\n**Predict:** how much is it?',
    } as const;
    const lesson: Notebook = { ...good, cells: [first, question, second] };
    expect(broken(lesson)).to.deep.equal(['shows two']);
    expect(broken(withShows(lesson, { two: ['2', '/^2$/'] }))).to.deep.equal([]);
    const exercise = {
      ...lesson,
      metadata: { ...lesson.metadata, wirebook: { kind: 'exercise' } },
    };
    expect(broken(exercise)).to.deep.equal([]);
  });

  it('objects to assertions that cannot be read', () => {
    for (const shows of ['text', [''], [1], ['/(/']]) {
      expect(broken(withShows(good, { two: shows }))).to.deep.equal(['shows two']);
    }
  });

  it('objects to long cells of lessons alone', () => {
    const long = { long: '1;\n'.repeat(12) };
    expect(broken(notebookOf(long, { kind: 'lesson' }))).to.deep.equal(['cell-length long']);
    expect(broken(notebookOf(long, { kind: 'exercise' }))).to.deep.equal([]);
  });

  it('objects to another kernel', () => {
    const metadata = { ...good.metadata, kernelspec: { name: 'deno', display_name: 'Deno' } };
    expect(broken({ ...good, metadata })).to.deep.equal(['kernelspec']);
  });
});
