import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';
import { checkFile } from '../../lib/check/check-file.ts';
import type { CheckReport } from '../../lib/check/run-checks.ts';
import { solutionPath } from '../../lib/exercise/release.ts';
import { readNotebook, writeNotebook } from '../../lib/notebook/format.ts';
import { holdAddresses } from '../hold-address.ts';
import { checkAnswer } from './check-answer.ts';
import { CombinedAnswers } from './combine-answers.ts';

describe('feedback of a check', function () {
  this.timeout(120_000);
  holdAddresses(2);

  it('names the socket left open, not the error that the check expected', async () => {
    const exercise = join(courseRoot, 'test/exercises/02');
    using combined = new CombinedAnswers();
    const wrong = join(exercise, 'wrong/openServer/leaks-on-error.ts');
    const answer = combined.write(exercise, new Map([['openServer', wrong]]));
    const { outcomes } = await checkAnswer('02-server-lifecycle', answer);
    const failed = outcomes.filter(({ failure }) => failure);
    expect(failed.map(({ title }) => title)).to.deep.equal([
      'tells its caller that a port is taken, and leaves nothing open',
    ]);
    expect(failed[0]?.failure?.message).to.match(
      /^When openServer had failed, \d of your sockets were still open/,
    );
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

  for (const [kind, wrong, told] of [
    [
      'a forgotten await',
      'const [client] = listener.accept();\n  return [String(client)];',
      /^tellAddresses cannot be checked, because its cell does not compile: cell task-2, line 2: .* is an await missing\?$/s,
    ],
    ['a value of another type', 'return 5;', /cell task-2, line 2: .*'number' is not assignable/],
    ['a syntax error', 'return [;', /cell task-2, line 2: TypeScript error TS1137: Expression/],
  ] as const) {
    it(`names ${kind} with its function and cell, and takes the points of its task alone`, async () => {
      const report = await checkNotebook({
        'task-2': `async function tellAddresses(listener: Socket): Promise<string[]> {\n  ${wrong}\n}`,
      });
      expect(report.stopped).to.equal(undefined);
      const failed = report.outcomes.filter(({ failure }) => failure);
      expect([...new Set(failed.map(({ task }) => task))]).to.deep.equal(['Task 2: tellAddresses']);
      expect(failed[0]?.failure?.message).to.match(told);
      expect(failed[0]?.failure?.hints).to.deep.equal([]);
    });
  }

  it('names a function of a type that the exercise does not ask for, and checks the others', async () => {
    const report = await checkNotebook({
      'task-2': 'function tellAddresses(): number {\n  return 5;\n}',
    });
    const failed = report.outcomes.filter(({ failure }) => failure);
    expect([...new Set(failed.map(({ task }) => task))]).to.deep.equal(['Task 2: tellAddresses']);
    expect(failed[0]?.failure?.message).to.match(
      /^tellAddresses does not have the type that the exercise asks for: .*'number'/s,
    );
  });

  it('names a function whose cell is missing, and checks the others', async () => {
    const report = await checkNotebook({ 'task-2': '' });
    const failed = report.outcomes.filter(({ failure }) => failure);
    expect([...new Set(failed.map(({ task }) => task))]).to.deep.equal(['Task 2: tellAddresses']);
    expect(failed[0]?.failure?.message).to.equal(
      'tellAddresses is not defined: run the cell of its task',
    );
  });

  it('tells who closes the server with its block what closed it', async () => {
    const report = await checkNotebook({
      'task-1': `function openServer(host: string, port: number): Socket {
  using listener = new Socket(AF_INET, SOCK_STREAM);
  listener.bind(Addrinfo.tcp(host, port));
  listener.listen();
  return listener;
}`,
    });
    expect(report.outcomes[0]?.failure?.message).to.match(
      /^openServer\("127.0.2.1", \d+\) returned a socket that is closed: was it declared with using/,
    );
  });

  it('names the error of an accept loop that nothing catches when the room is closed', async () => {
    const cells = readNotebook(solutionPath('02-server-lifecycle')).cells;
    const source = String(cells.find(({ id }) => id === 'task-3')?.source)
      .replace('const loop = serve().catch(() => {});', 'void serve();')
      .replace('await loop;', '');
    const { outcomes } = await checkNotebook({ 'task-3': source });
    const failed = outcomes.find(({ title }) => title.startsWith('says goodbye'));
    expect(failed?.failure?.message).to.match(
      /^Your code threw .*Cannot accept.* \(EBADF\), and nothing caught it$/,
    );
  });

  for (const [kind, loop] of [
    ['computes without end', 'for (;;) {}'],
    ['waits for nothing without end', 'for (;;) await null;'],
    ['blocks its thread', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);'],
  ] as const) {
    it(`names the function that ${kind}, whose task alone it costs`, async () => {
      const report = await checkNotebook({
        'task-2': `async function tellAddresses(listener: Socket): Promise<string[]> {
  await listener.accept();
  ${loop}
  return [];
}`,
      });
      const failed = report.outcomes.filter(({ failure }) => failure);
      const beside = failed.filter(({ task }) => task !== 'Task 2: tellAddresses');
      expect(beside, 'failures of other tasks').to.deep.equal([]);
      const [first, ...others] = failed.map(({ failure }) => failure?.message);
      expect(first).to.match(/^tellAddresses\(\) never gave control back: /);
      for (const message of others) {
        expect(message).to.equal(
          'Not tried: tellAddresses() never gave control back in a check before this one',
        );
      }
    });

    it(`names the cell that itself ${kind}, whose task alone it costs`, async () => {
      const report = await checkNotebook({
        'task-2': `async function tellAddresses(listener: Socket): Promise<string[]> {
  return [];
}
${loop}`,
      });
      expect(report.stopped).to.equal(undefined);
      const failed = report.outcomes.filter(({ failure }) => failure);
      expect(new Set(failed.map(({ task }) => task))).to.deep.equal(
        new Set(['Task 2: tellAddresses']),
      );
      expect(failed[0]?.failure?.message).to.match(
        /^tellAddresses cannot be checked, because its cell never ends: cell task-2 went on for/,
      );
    });
  }
});

/** Checks the worked notebook of exercise 02 with other code in some of its cells. */
async function checkNotebook(sources: Readonly<Record<string, string>>): Promise<CheckReport> {
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
