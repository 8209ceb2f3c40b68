import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { snapshotFault, snapshotFiles } from '../../../lib/compile/snapshot/snapshot-file.ts';
import { KernelClient } from '../../bench/kernel-client.ts';

describe('the start-up snapshot', () => {
  let kernel: KernelClient | undefined;
  afterEach(() => kernel?.close());

  it('was made by the setup, and is up to date', () => {
    expect(existsSync(snapshotFiles.snapshot)).to.equal(true);
    expect(snapshotFault()).to.equal(undefined);
  });

  it('is out of date once Node, a package or the library is another', () => {
    expect(snapshotFault('of another Node')).to.equal('the snapshot is out of date');
  });

  it('starts a kernel without a word', async () => {
    kernel = await KernelClient.start();
    expect(await kernel.show('process.version')).to.deep.equal([
      `execute_result: '${process.version}'`,
    ]);
    expect(kernel.stderr).to.equal('');
  });

  it('loads native packages, ES modules, workers and the course into cells', async () => {
    kernel = await KernelClient.start();
    const shown = await kernel.show(`import { expect } from 'chai';
      import koffi from 'koffi';
      import { Worker } from 'node:worker_threads';
      import { once } from 'node:events';
      import { createHash } from 'node:crypto';
      import { Addrinfo } from 'wirebook';
      const code = "const { createHash } = require('crypto');" +
        "require('worker_threads').parentPort.postMessage(createHash('md5').update('').digest('hex'))";
      const [hash] = await once(new Worker(code, { eval: true }), 'message');
      expect(hash).to.equal(createHash('md5').update('').digest('hex'));
      [typeof koffi.load, typeof Addrinfo.tcp]`);
    expect(shown).to.deep.equal(["execute_result: [ 'function', 'function' ]"]);
  });

  it('has the package that cells import in one file, whose names and classes are the same', async () => {
    kernel = await KernelClient.start();
    const shown = await kernel.show(`import * as all from 'wirebook';
      import { Socket } from 'wirebook/socket';
      const { Socket: same } = await import('wirebook');
      [Object.keys(all).sort().join(), Socket === all.Socket, same === Socket, Socket.name]`);
    const names = Object.keys(await import('../../../lib/index.ts')).sort();
    expect(shown.join())
      .to.include(`'${names.join()}',`)
      .and.match(/true,\s+true,\s+'Socket'\s+]/);
  });

  it('folds the frames of that file away, as those of any other of the course', async () => {
    kernel = await KernelClient.start();
    const { reply } = await kernel.execute(`import { Socket, Addrinfo } from 'wirebook';
      new Socket(2, 1).bind(Addrinfo.tcp('192.0.2.1', 80));`);
    const { traceback } = reply as { readonly traceback: readonly string[] };
    expect(traceback.join('\n')).to.include('cell 1:2').and.not.include('package-bundle');
  });

  it('leaves cells the environment that the kernel was started with', async () => {
    kernel = await KernelClient.start();
    const { published } = await kernel.execute('JSON.stringify(Object.keys(process.env).sort())');
    const data = published.find(({ type }) => type === 'execute_result')?.content.data as object;
    const names = Object.keys(process.env).sort();
    expect(data).to.deep.equal({ 'text/plain': `'${JSON.stringify(names)}'` });
  });

  it('survives a worker that fails', async () => {
    kernel = await KernelClient.start();
    const { reply } = await kernel.execute(`import { Worker } from 'node:worker_threads';
      import { once } from 'node:events';
      await once(new Worker("null.fails", { eval: true }), 'exit');`);
    expect(reply).to.include({ status: 'error', ename: 'TypeError' });
    expect(await kernel.show("'alive'")).to.deep.equal(["execute_result: 'alive'"]);
  });

  it('is done without where there is none, and the kernel says so', async () => {
    kernel = await KernelClient.start({ env: { WIREBOOK_NO_SNAPSHOT: '1' } });
    expect(await kernel.show('6 * 7')).to.deep.equal(['execute_result: 42']);
    await kernel.said('starting without the snapshot, a second slower');
  });
});
