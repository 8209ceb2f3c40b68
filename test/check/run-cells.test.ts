import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';

describe('the cells of an exercise', () => {
  /** What is said of cells in a process of their own that calls no check. */
  async function problems(cells: Readonly<Record<string, string>>): Promise<string> {
    const task = {
      ...{ type: 'cells', folder: courseRoot, compiled: [] },
      cells: Object.entries(cells).map(([id, source]) => ({ id, source })),
    };
    const program = `
      import { runCells } from '${courseRoot}/lib/check/run-cells.ts';
      setInterval(() => {}, 1000); // What keeps a learner's process is its channel to the checks.
      process.stdout.write(await runCells(${JSON.stringify(task)}, { onUncaught() {} }));
      process.exit();`;
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--input-type=module-typescript',
      ...['--eval', program],
    ]);
    return stdout;
  }

  it('may compute without limit; after a wait without end the next ones run all the same', async () => {
    const busy = 'await null; const end = Date.now() + 3200; while (Date.now() < end);';
    const waiting = 'await new Promise<void>(() => {});';
    expect(await problems({ busy, waiting, next: 'end.toFixed(); nowhere' })).to.equal(
      "cell waiting still waited after 3 s\ncell next, line 1: TypeScript error TS2304: Cannot find name 'nowhere'.",
    );
  }).timeout(30_000);

  it('report their own errors, and not the names that are missing because of them later', async () => {
    const cells = {
      wrong: 'function open(): string {\n  return 5;\n}\ninterface Door { name: string }',
      uses: 'open();',
      also: 'const door: Door = { name: open() };',
      shorthand: '({ open, door });',
      own: 'clsoe();',
    };
    expect(await problems(cells)).to.equal(
      "cell wrong, line 2: TypeScript error TS2322: Type 'number' is not assignable to type 'string'.\n" +
        "cell own, line 1: TypeScript error TS2304: Cannot find name 'clsoe'.",
    );
  }).timeout(30_000);
});
