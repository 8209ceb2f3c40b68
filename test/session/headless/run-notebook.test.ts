import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { courseRoot, pythonTool } from '../../../lib/base/paths.ts';
import { installKernelspec } from '../../../lib/kernel/kernelspec.ts';
import { codeCells, readNotebook } from '../../../lib/notebook/format.ts';
import { runNotebook } from '../../../lib/session/headless/run-notebook.ts';
import { type Cells, notebookOf, withShows, writeCells } from '../../notebook/notebooks.ts';

const run = promisify(execFile);

const server = `import { createServer, type AddressInfo } from 'node:net';
const server = createServer((socket) => { console.log('connected'); socket.end(); });
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));`;
const client = `import { connect } from 'node:net';
import { once } from 'node:events';
await once(connect((server.address() as AddressInfo).port, '127.0.0.1').resume(), 'close');
server.close();
void 0;`;

/** Notebooks, and whether they should pass. */
const cases: Readonly<Record<string, { readonly cells: Cells; readonly passes: boolean }>> = {
  good: {
    cells: { one: 'const a = 1; a', server, client, last: "console.log('end')" },
    passes: true,
  },
  failing: { cells: { one: '1', two: "throw new Error('two')", three: '3' }, passes: false },
  'wrong-types': { cells: { one: "const a: number = 'a';" }, passes: false },
  'must-raise': { cells: { 'one raises-exception': 'throw 1;', two: '2' }, passes: true },
  callback: {
    cells: {
      one: "setTimeout(() => { throw new Error('late') }, 5); await new Promise(() => {});",
    },
    passes: false,
  },
};

describe('a notebook run headless', function () {
  this.timeout(30_000);
  const folder = mkdtempSync(join(tmpdir(), 'headless-'));
  const files = Object.fromEntries(
    Object.entries(cases).map(([name, { cells }]) => [
      name,
      writeCells(folder, name, notebookOf(cells)),
    ]),
  );
  const env = { ...process.env, JUPYTER_PATH: join(folder, 'env', 'share', 'jupyter') };

  before(() => installKernelspec(join(folder, 'env')));
  after(() => rmSync(folder, { recursive: true }));

  for (const [name, { passes }] of Object.entries(cases)) {
    it(`${passes ? 'passes' : 'fails'}: ${name}`, async () => {
      const { failures } = await runNotebook(files[name] ?? '');
      expect(failures.length === 0, JSON.stringify(failures)).to.equal(passes);
    });
  }

  it('names the cell and the line of a failure, and the cells that were not run', async () => {
    const { failures } = await runNotebook(files.failing ?? '');
    expect(failures).to.deep.equal([
      { cell: 'two', line: 1, message: 'Error: two' },
      { cell: 'three', message: 'was not run' },
    ]);
  });

  it('has the outputs of servers in the cells that started them', async () => {
    const { notebook } = await runNotebook(files.good ?? '');
    const [, started, called] = codeCells(notebook);
    expect(started?.outputs).to.deep.equal([
      { output_type: 'stream', name: 'stdout', text: 'connected\n' },
    ]);
    expect(called?.outputs).to.deep.equal([]);
  });

  it('fails where a cell that must raise does not', async () => {
    const file = writeCells(folder, 'tame', notebookOf({ 'tame raises-exception': '1' }));
    expect((await runNotebook(file)).failures).to.deep.equal([
      { cell: 'tame', message: 'is tagged raises-exception, and did not raise' },
    ]);
  });

  it('fails where a cell does not show what its metadata assert', async () => {
    const cells = {
      print: "console.log('two'); 40 + 2",
      pattern: "({ text: 'a\\nb' })",
      'throws raises-exception': "throw new TypeError('mine')",
    };
    const notebook = withShows(notebookOf(cells), {
      print: ['two', '42', '/^4\\d$/m', 'three', '/^2/m'],
      throws: ['TypeError: mine', 'RangeError'],
      pattern: ["text: 'a"],
    });
    const file = writeCells(folder, 'shows', notebook);
    expect((await runNotebook(file)).failures).to.deep.equal([
      { cell: 'print', message: 'does not show three' },
      { cell: 'print', message: 'does not show /^2/m' },
      { cell: 'throws', message: 'does not show RangeError' },
    ]);
  });

  it('fails where a lesson does not reach its closing proof', async () => {
    const lesson = notebookOf({ one: '1' }, { kind: 'lesson' });
    expect((await runNotebook(writeCells(folder, 'open', lesson))).failures).to.deep.equal([
      { cell: 'one', message: 'the last cell did not reach lesson.done()' },
    ]);
  });

  it('passes where a lesson reaches it', async () => {
    const cells = {
      first: "import { openLesson } from 'wirebook'; const lesson = openLesson(2);",
      last: 'await lesson.done()',
    };
    const file = writeCells(folder, 'closed', notebookOf(cells, { kind: 'lesson' }));
    expect((await runNotebook(file)).failures).to.deep.equal([]);
  });

  for (const [how, code] of [
    ['waits', 'await new Promise(() => {});'],
    ['loops', 'while (true) {}'],
  ] as const) {
    it(`ends a cell that ${how} without end`, async () => {
      const file = writeCells(
        folder,
        how,
        notebookOf({ before: "'seen'", [how]: code, after: '1' }),
      );
      const { failures, notebook } = await runNotebook(file, { cellTimeout: 4000 });
      expect(failures.map(({ cell, message }) => `${cell} ${message}`).join()).to.match(
        new RegExp(`^${how} did not end within .*,after was not run$`),
      );
      expect(codeCells(notebook)[0]?.outputs).to.have.length(1);
    });
  }

  it('gets the same verdict from nbclient', async function () {
    this.timeout(120_000);
    const script = join(courseRoot, 'test', 'session', 'headless', 'nbclient_verdicts.py');
    const { stdout } = await run(pythonTool('python'), [script, ...Object.values(files)], { env });
    const expected = Object.fromEntries(
      Object.entries(cases).map(([name, { passes }]) => [files[name], passes]),
    );
    expect(JSON.parse(stdout)).to.deep.equal(expected);
  });

  it('gets the same verdict, and the same outputs, from jupyter nbconvert', async function () {
    this.timeout(120_000);
    const convert = (name: string) =>
      run(
        pythonTool('jupyter'),
        [
          'nbconvert',
          '--execute',
          '--to',
          'notebook',
          '--output',
          `${name}-executed`,
          `${name}.ipynb`,
        ],
        { env, cwd: folder },
      );
    await convert('must-raise');
    const executed = codeCells(readNotebook(join(folder, 'must-raise-executed.ipynb')));
    const own = codeCells((await runNotebook(files['must-raise'] ?? '')).notebook);
    expect(executed.map(({ outputs }) => outputs)).to.deep.equal(own.map(({ outputs }) => outputs));
    const failure = await convert('failing').then(
      () => undefined,
      (error: { stderr: string }) => error.stderr,
    );
    expect(failure).to.include('Error: two');
  });
});
