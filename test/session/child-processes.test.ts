import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Learner } from '../faults/learner.ts';

describe('a program that a cell has started ends with the run:', function () {
  this.timeout(120_000);
  let learner: Learner;

  before(async () => {
    learner = await Learner.create();
  });
  after(() => learner?.remove());

  const start = `import { spawn } from 'node:child_process';
    import { once } from 'node:events';
    const program = spawn('sleep', ['600']);
    await once(program, 'spawn');`;
  const signal = (name: NodeJS.Signals) => `process.kill(process.ppid, '${name}');
    await new Promise(() => {});`;
  for (const [how, { last, status, options = [] }] of Object.entries<{
    readonly last: string;
    readonly status: number;
    readonly options?: readonly string[];
  }>({
    'when all cells have run': { last: '', status: 0 },
    'when a cell has failed': { last: "throw new Error('mine');", status: 1 },
    'when a cell does not stop at its limit': {
      last: 'for (;;) {}',
      status: 1,
      options: ['--timeout', '1'],
    },
    'at Ctrl-C': { last: signal('SIGINT'), status: 1 },
    'at SIGTERM': { last: signal('SIGTERM'), status: 1 },
    'when the terminal is closed': { last: signal('SIGHUP'), status: 1 },
    'at SIGKILL': { last: signal('SIGKILL'), status: 137 },
  })) {
    it(how, () => {
      const file = join(learner.folder, 'program.ipynb');
      writeFileSync(file, JSON.stringify(notebookOf(start, last)));
      // Whatever is left behind by then fails the test.
      const ended = learner.wirebook(['run', file, ...options]);
      expect(ended.status, ended.stderr).to.equal(status);
    });
  }
});

function notebookOf(...sources: readonly string[]): unknown {
  const cells = sources.map((source, place) => ({
    ...{ cell_type: 'code', id: `cell-${place}`, metadata: {}, source },
    ...{ execution_count: null, outputs: [] },
  }));
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}
