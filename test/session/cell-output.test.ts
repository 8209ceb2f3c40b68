import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { CellOutput, type OutputSink } from '../../lib/session/cell-output.ts';
import { runNotebook } from '../../lib/session/headless/run-notebook.ts';
import { type Answered, KernelClient } from '../bench/kernel-client.ts';

/** What a sink was given, a line each. */
class Recorder implements OutputSink {
  readonly log: string[] = [];
  stream(name: string, text: string): void {
    this.log.push(`${name} ${text}`);
  }
  display(bundle: object, { update }: { readonly update: boolean }): void {
    this.log.push(`${update ? 'update' : 'display'} ${Object.values(bundle)[0]}`);
  }
  result(): void {
    this.log.push('result');
  }
  error({ evalue }: { readonly evalue: string }): void {
    this.log.push(`error ${evalue}`);
  }
  clear(): void {
    this.log.push('clear');
  }
}

const report = { ename: 'Error', evalue: 'end', traceback: [], line: undefined };

describe('the output of a cell', () => {
  it('is published at once while it is little', () => {
    const sink = new Recorder();
    const output = new CellOutput(sink);
    output.write('stdout', 'one\n');
    output.write('stderr', 'two\n');
    output.display({ 'text/plain': 'three' });
    expect(sink.log).to.deep.equal(['stdout one\n', 'stderr two\n', 'display three']);
  });

  it('is published in few messages where it is much', () => {
    const sink = new Recorder();
    const output = new CellOutput(sink);
    for (let at = 0; at < 10_000; at += 1) output.write('stdout', `${at}\n`);
    output.end();
    expect(sink.log.length).to.be.below(100);
    const text = sink.log.map((each) => each.slice('stdout '.length)).join('');
    expect(text.split('\n')).to.have.length(10_001);
  });

  it('is published later where nothing follows it', async () => {
    const sink = new Recorder();
    const output = new CellOutput(sink);
    for (let at = 0; at < 20; at += 1) output.write('stdout', `${at}\n`);
    await delay(200);
    expect(sink.log.join('')).to.include('19\n');
  });

  it('ends with one notice that counts what is not shown, before the error', () => {
    const sink = new Recorder();
    const output = new CellOutput(sink);
    for (let at = 0; at < 50_000; at += 1) output.write('stdout', 'line\n');
    output.end(report);
    const notices = sink.log.filter((each) => each.includes('not shown'));
    expect(notices[0]).to.match(/^display \[1 more line not shown/);
    expect(notices.slice(1).every((each) => each.startsWith('update'))).to.equal(true);
    expect(sink.log.at(-2)).to.match(/^update \[40,000 more lines not shown/);
    expect(sink.log.at(-1)).to.equal('error end');
  });

  it('that is replaced many times shows the last state', () => {
    const sink = new Recorder();
    const output = new CellOutput(sink);
    for (let at = 0; at < 10_000; at += 1) output.display({ 'text/plain': String(at) }, 'id');
    output.end();
    expect(sink.log.length).to.be.below(100);
    expect(sink.log[0]).to.equal('display 0');
    expect(sink.log.at(-1)).to.equal('update 9999');
  });

  it('that is cleared many times shows what came last', () => {
    const sink = new Recorder();
    const output = new CellOutput(sink);
    for (let at = 0; at < 10_000; at += 1) {
      output.clear({ wait: true });
      output.write('stdout', `frame ${at}\n`);
    }
    output.end();
    expect(sink.log.length).to.be.below(100);
    expect(sink.log.slice(-2)).to.deep.equal(['clear', 'stdout frame 9999\n']);
  });

  it('shows the error that ends the cell, also after too many errors of callbacks', () => {
    const sink = new Recorder();
    const output = new CellOutput(sink);
    for (let at = 0; at < 1000; at += 1) output.error({ ...report, evalue: String(at) });
    output.end(report);
    expect(sink.log.filter((each) => each.startsWith('error'))).to.have.length(101);
    expect(sink.log.at(-1)).to.equal('error end');
  });
});

const floods: Readonly<Record<string, string>> = {
  'console.log()': "for (;;) console.log('tick')",
  'console.error()': "for (;;) console.error('tick')",
  'process.stdout.write() without a newline': "for (;;) process.stdout.write('.')",
  'a display': "import { display } from 'tslab'; for (;;) display.text('x'.repeat(100));",
  'a display that replaces itself':
    "import { newDisplay } from 'tslab'; const d = newDisplay(); for (;;) d.text('x'.repeat(100));",
  'console.clear()': 'for (;;) console.clear()',
  'console.clear() and console.log()': "for (;;) { console.clear(); console.log('frame'); }",
  'the log of a background cell':
    "import { background } from 'wirebook'; background('loud', ({ log }) => { for (;;) log('tick'); });",
};

describe('a flood', function () {
  this.timeout(60_000);
  let kernel: KernelClient;

  beforeEach(async () => {
    kernel = await KernelClient.start();
  });
  afterEach(() => kernel.shutdown());

  /** The most memory that the kernel has had so far, in megabytes. */
  function peak(): number {
    const status = readFileSync(`/proc/${kernel.process.pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
  }

  for (const [name, code] of Object.entries(floods)) {
    it(`of ${name} costs little memory and few messages, and can be interrupted`, async () => {
      await kernel.execute('1');
      const { id, reply } = kernel.send('execute_request', { code });
      const isSeen = () => kernel.shownUnder(id).length > 0;
      await kernel.until(isSeen);
      await delay(500);
      const early = peak();
      await delay(1500);
      const started = performance.now();
      await kernel.request('interrupt_request', {}, 'control');
      expect((await reply).content.status).to.equal('error');
      expect(performance.now() - started).to.be.below(2000);
      expect(peak() - early).to.be.below(40);
      expect(kernel.shownUnder(id).length).to.be.below(1200);
      expect(await kernel.show("'alive'")).to.deep.equal(["execute_result: 'alive'"]);
    });
  }

  it('of 200,000 lines is whole lines and a notice before the cell is idle', async () => {
    const { published } = await kernel.execute(
      "for (let i = 0; i < 200_000; i += 1) console.log('line', i)",
    );
    const texts = published.filter(({ type }) => type === 'stream');
    expect(texts.length).to.be.below(100);
    expect(texts.map(({ content }) => content.text).join('')).to.equal(
      Array.from({ length: 10_000 }, (_, at) => `line ${at}\n`).join(''),
    );
    expect(notices({ published }).at(-1)).to.match(/^\[190,000 more lines not shown/);
    expect(published.at(-1)?.type).to.equal('status');
  });

  it('of rows in console.table() shows the first thousand, and tells the rest', async () => {
    const rows = '(_, i) => ({ i, square: i * i })';
    const shown = await kernel.show(`console.table(Array.from({ length: 1_000_000 }, ${rows}))`);
    const text = shown.join('');
    expect(text).to.include('│ 999     │ 999 │ 998001 │').and.not.to.include('│ 1000 ');
    expect(text).to.include('[999,000 more rows not shown: a table shows at most 1,000 rows]');
    const maps = 'new Map(Array.from({ length: 1001 }, (_, i) => [i, i]))';
    expect((await kernel.show(`console.table(${maps})`)).join('')).to.include('[1 more row not');
    const sets = 'new Set(Array.from({ length: 1001 }, (_, i) => i))';
    expect((await kernel.show(`console.table(${sets})`)).join('')).to.include('[1 more row not');
    const short = await kernel.show('console.table([{ a: 1 }])');
    expect(short.join('')).not.to.include('not shown');
  });

  it('of a child process that is waited for is bounded as well', async () => {
    const { published } = await kernel.execute(`import { execSync } from 'node:child_process';
      execSync('yes | head -c 50000000', { stdio: 'inherit' }); void 0`);
    expect(notices({ published }).at(-1)).to.match(/^\[24,990,000 more lines not shown/);
  });

  it('calls the callback of each write', async () => {
    const shown = await kernel.show(`let calls = 0;
      for (let i = 0; i < 1000; i += 1) process.stdout.write('', () => { calls += 1; });
      const same = () => { calls += 1; };
      for (let i = 0; i < 1000; i += 1) process.stdout.write('', same);
      await new Promise(setImmediate);
      calls`);
    expect(shown).to.deep.equal(['execute_result: 2000']);
  });

  it('is the same in a notebook that runs without a front end', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wirebook-flood-'));
    try {
      const file = join(folder, 'flood.ipynb');
      const source = "for (let i = 0; i < 200_000; i += 1) console.log('line', i)";
      const cell = { cell_type: 'code', id: 'flood', metadata: {}, source, outputs: [] };
      writeFileSync(
        file,
        JSON.stringify({
          nbformat: 4,
          nbformat_minor: 5,
          metadata: {},
          cells: [{ ...cell, execution_count: null }],
        }),
      );
      const { notebook } = await runNotebook(file);
      const outputs = notebook.cells.flatMap((each) =>
        each.cell_type === 'code' ? each.outputs : [],
      );
      expect(outputs).to.have.length(2);
      const [text, notice] = outputs as readonly { text?: string; data?: object }[];
      expect(text?.text?.split('\n').slice(-2)).to.deep.equal(['line 9999', '']);
      expect(JSON.stringify(notice?.data)).to.include('[190,000 more lines not shown');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** The notices that were published, oldest first. */
function notices({ published }: Pick<Answered, 'published'>): readonly string[] {
  return published
    .map(({ content }) => String(Object(content.data)['text/plain']))
    .filter((text) => text.includes('not shown'));
}
