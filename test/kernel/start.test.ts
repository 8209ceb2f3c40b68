import { join } from 'node:path';
import { expect } from 'chai';
import { KernelClient } from '../bench/kernel-client.ts';
import type { KernelCommand } from '../bench/kernel-process.ts';

/**
 * What stock tslab 1.0.22 gets wrong, each with a check that it fails. That it does is proved where
 * WIREBOOK_STOCK_TSLAB names a folder in which `npm install tslab@1.0.22` was run.
 */
const stockFolder = process.env.WIREBOOK_STOCK_TSLAB;

type Check = (kernel: KernelClient) => Promise<void>;

const defects: Readonly<Record<string, Check>> = {
  'an error has a name, a value and a traceback': async (kernel) => {
    const { reply, published } = await kernel.execute("throw new TypeError('wrong')");
    expect(reply).to.include({ ename: 'TypeError', evalue: 'wrong' });
    expect(published.map(({ type }) => type)).to.include('error');
  },
  'the last value is an execute_result': async (kernel) => {
    expect(await kernel.show('6 * 7')).to.deep.equal(['execute_result: 42']);
  },
  'the input of a cell is published': async (kernel) => {
    const { published } = await kernel.execute('1');
    expect(published.map(({ type }) => type)).to.include('execute_input');
  },
  'stop_on_error: false lets queued cells run': async (kernel) => {
    const failing = kernel.send('execute_request', { code: 'throw 1', stop_on_error: false });
    const queued = kernel.send('execute_request', { code: '2' });
    await failing.reply;
    expect((await queued.reply).content.status).to.equal('ok');
  },
  'a queued cell that is not run is answered by a named error, which nbclient heeds': async (
    kernel,
  ) => {
    // It fails when the other one, which is sent at once, has long been there.
    const code = 'await new Promise((resolve) => setTimeout(resolve, 500)); throw 1';
    const failing = kernel.send('execute_request', { code, stop_on_error: true });
    const queued = kernel.send('execute_request', { code: '2', stop_on_error: true });
    await failing.reply;
    expect((await queued.reply).content).to.include({ status: 'error', ename: 'Aborted' });
  },
  'a cell sent right after a failing one runs': async (kernel) => {
    await kernel.execute('throw 1');
    expect((await kernel.execute('2')).reply.status).to.equal('ok');
  },
  'the output of a callback goes to its own cell': async (kernel) => {
    const { id } = await kernel.execute("setTimeout(() => console.log('mine'), 100); void 0");
    await kernel.execute('await new Promise((resolve) => setTimeout(resolve, 300)); void 0');
    expect(kernel.shownUnder(id)).to.deep.equal(['stdout: mine\n']);
  },
  'an exception in a callback fails the cell': async (kernel) => {
    const { reply } = await kernel.execute(
      "setTimeout(() => { throw new Error('late') }, 5); await new Promise((f) => setTimeout(f, 100));",
    );
    expect(reply.status).to.equal('error');
  },
  'comm_info_request is answered by its own reply': async (kernel) => {
    expect((await kernel.request('comm_info_request')).type).to.equal('comm_info_reply');
  },
  'history_request is answered': async (kernel) => {
    const { reply } = await kernel.request('history_request', { hist_access_type: 'tail', n: 1 });
    expect(reply.history).to.be.an('array');
  },
  'interrupt_request is answered': async (kernel) => {
    const { reply } = await kernel.request('interrupt_request', {}, 'control');
    expect(reply.status).to.equal('ok');
  },
  'a silent cell publishes nothing': async (kernel) => {
    const { published } = await kernel.execute("console.log('heard')", { silent: true });
    expect(published.map(({ type }) => type)).to.deep.equal(['status', 'status']);
  },
  'kernel_info has a status, and the version of the compiler': async (kernel) => {
    const { reply } = await kernel.request('kernel_info_request');
    expect(reply.status).to.equal('ok');
    expect(reply.language_info).to.include({ version: '6.0.3' });
  },
  'JupyterLab is told to treat cells as TypeScript': async (kernel) => {
    const { reply } = await kernel.request('kernel_info_request');
    expect(reply.language_info).to.include({ codemirror_mode: 'typescript' });
  },
  'an interrupt ends a loop after an await': async (kernel) => {
    const { id, reply } = kernel.send('execute_request', {
      code: "await null; console.log('running'); while (true) {}",
    });
    await kernel.until(() => kernel.shownUnder(id).length > 0);
    kernel.process.kill('SIGINT');
    void kernel.send('interrupt_request', {}, 'control');
    expect((await reply).content.status).to.equal('error');
  },
  'process.exit() leaves the kernel alive': async (kernel) => {
    await kernel.execute('process.exit(0)');
    expect((await kernel.execute('1')).reply.status).to.equal('ok');
  },
  'cells are checked strictly': async (kernel) => {
    expect((await kernel.execute('function f(x) { return x; }')).reply.status).to.equal('error');
  },
  '`using` is understood': async (kernel) => {
    const code = 'using gone = { [Symbol.dispose]() {} };';
    expect((await kernel.execute(code)).reply.status).to.equal('ok');
  },
  'the library is the newest': async (kernel) => {
    expect((await kernel.execute("Object.groupBy([1], () => 'k')")).reply.status).to.equal('ok');
  },
  '`export` is accepted': async (kernel) => {
    expect((await kernel.execute('export const exported = 1;')).reply.status).to.equal('ok');
  },
  'names of earlier cells may be shorthand properties': async (kernel) => {
    await kernel.execute('const short = 1;');
    expect((await kernel.execute('const long = { short };')).reply.status).to.equal('ok');
  },
  'functions see what later cells assign': async (kernel) => {
    await kernel.execute('let count = 1; function read() { return count; }');
    await kernel.execute('count = 2;');
    expect((await kernel.show('read()')).join('')).to.include('2');
  },
  'the end is quick with servers open, and says that it is a restart': async (kernel) => {
    await kernel.execute(
      "import { createServer } from 'node:net'; createServer().listen(0, '127.0.0.1'); void 0",
    );
    const { reply, milliseconds } = await kernel.shutdown({ restart: true });
    expect(reply.restart).to.equal(true);
    expect(milliseconds).to.be.below(1500);
  },
};

describe('what stock tslab gets wrong', () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await KernelClient.start();
  });
  after(() => kernel.close());

  for (const [name, check] of Object.entries(defects)) it(name, () => check(kernel));
});

if (stockFolder !== undefined) {
  describe('stock tslab', function () {
    this.timeout(60_000);
    const command: KernelCommand = [
      process.execPath,
      join(stockFolder, 'node_modules', '.bin', 'tslab'),
      'kernel',
      '--config-path={connection_file}',
    ];
    for (const [name, check] of Object.entries(defects)) {
      it(`does not have it that ${name}`, async () => {
        const kernel = await KernelClient.start({ command, cwd: stockFolder });
        const late = new Promise((resolve) => setTimeout(() => resolve('late'), 5000));
        const outcome = await Promise.race([check(kernel).catch(() => 'wrong'), late]);
        kernel.close();
        expect(outcome).to.be.oneOf(['wrong', 'late']);
      });
    }
  });
}
