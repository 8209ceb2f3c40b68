import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkFile } from '../../lib/exercise/check-file.ts';
import type { Decision } from '../../lib/exercise/decide.ts';
import { solutionPath } from '../../lib/exercise/release.ts';
import { readNotebook, writeNotebook } from '../../lib/notebook/format.ts';
import { courseRoot } from '../../lib/paths.ts';
import { holdAddresses } from '../hold-address.ts';
import { checkAnswer } from './check-answer.ts';

describe('feedback of a check', function () {
  this.timeout(120_000);
  holdAddresses(2);

  it('names the socket left open, not the error that the check had asked for', async () => {
    const answer = join(courseRoot, 'test/exercises/02/wrong/leaks-on-error.ts');
    const { outcomes } = await checkAnswer('02-server-lifecycle', answer);
    const failed = outcomes.filter(({ failure }) => failure);
    expect(failed.map(({ title }) => title)).to.deep.equal([
      'tells its caller that a port is taken, and leaves nothing open',
    ]);
    expect(failed[0]?.failure?.message).to.match(/of your sockets (is|are) still open/);
  });

  for (const [kind, thrown] of [
    ['a rejection that nothing handles', 'void Promise.reject(new RangeError("no room for it"));'],
    [
      'an exception that nothing catches',
      'setImmediate(() => { throw new RangeError("no room for it"); });',
    ],
  ] as const) {
    it(`names ${kind} in the learner's process where a client waits in vain`, async () => {
      const { outcomes } = await checkNotebook({
        'task-2': `async function tellAddresses(listener: Socket): Promise<string[]> {
  await listener.accept();
  ${thrown}
  return new Promise(() => {});
}`,
      });
      const failed = outcomes.find(({ title }) =>
        title.startsWith('tells each client its own address'),
      );
      expect(failed?.failure?.message).to.equal(
        'Your code threw RangeError: no room for it, and nothing caught it',
      );
      expect(failed?.failure?.wire).to.include(
        'the notebook threw RangeError: no room for it, which nothing caught',
      );
    });
  }
});

/** Checks the worked notebook of exercise 02 with other code in some of its cells. */
async function checkNotebook(sources: Readonly<Record<string, string>>): Promise<Decision> {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-feedback-'));
  try {
    const notebook = readNotebook(solutionPath('02-server-lifecycle'));
    const cells = notebook.cells.map((cell) => ({
      ...cell,
      source: sources[cell.id] ?? cell.source,
    }));
    const file = join(folder, 'answer.ipynb');
    writeNotebook(file, { ...notebook, cells });
    return await checkFile(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
