import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { descendants, readProc } from '../../lib/base/processes.ts';
import { KernelClient } from '../bench/kernel-client.ts';
import { holdAddresses } from '../hold-address.ts';

describe('a check in a notebook', function () {
  this.timeout(120_000);
  holdAddresses(2);
  let kernel: KernelClient;

  before(async () => {
    kernel = await KernelClient.start();
    await kernel.execute(`import { openExercise } from 'wirebook';
      const { check } = openExercise<object>('02-server-lifecycle');`);
  });
  after(() => kernel.shutdown());

  it('names the answer that computes for ever, and stops it without a person', async () => {
    const code =
      'await check({ async openServer() { for (;;) {} }, async tellAddresses() { return []; } });';
    const shown = (await kernel.show(code)).join('\n');
    expect(shown).to.include('openServer() never gave control back');
    expect(shown).to.include('Not tried: openServer() never gave control back');
    expect(shown).to.include('tellAddresses');
    expect(await kernel.show('1 + 1')).to.deep.equal(['execute_result: 2']);
  });

  function harnesses(): readonly number[] {
    const started = descendants(kernel.process.pid ?? Number.NaN);
    return started.filter(
      (pid) => readProc(`/proc/${pid}/cmdline`)?.includes('\0harness') === true,
    );
  }

  it('tells which runs it has checked, and which function is out of date', async () => {
    const run = (code: string, cellId: string) =>
      kernel.show(code, { cellId }).then((lines) => lines.join('\n'));
    await run('async function openRoom() { return 1 as never; }', 'room');
    const check = 'await check({ openRoom });';
    const first = await run(check, 'check');
    expect(first).to.match(/^execute_result: .*\nChecked: openRoom of \[\d+\]\n\n/);
    await run('async function openRoom() { return 2 + ; }', 'room');
    expect(await run(check, 'check')).to.match(
      /Beware: openRoom is that of \[\d+\]: its cell ran again as \[\d+\], and failed or/,
    );
    await run('async function openRoom() { return 3 as never; }', 'room');
    expect(await run(check, 'check')).not.to.include('Beware');
  });

  for (const [what, wait] of [
    ['waits', 'await new Promise(() => {});'],
    ['computes', 'for (;;) {}'],
  ]) {
    it(`that is interrupted ends with all that it started where the answer ${what} for ever`, async () => {
      const code = `await check({ async openServer() { console.log('running'); ${wait} } });`;
      const { id, reply } = kernel.send('execute_request', { code });
      await kernel.until(() => kernel.shownUnder(id).some((line) => line.includes('running')));
      expect(harnesses()).to.have.lengthOf(1);
      await kernel.request('interrupt_request', {}, 'control');
      expect((await reply).content.ename).to.equal('Interrupted');
      // Who checks ends its harness in a turn of its own, after the cell's answer.
      while (harnesses().length > 0) await delay(20);
      // No other check has called the answer once more, which would have blocked the kernel again.
      expect(kernel.shownUnder(id).join('').split('running')).to.have.lengthOf(2);
      expect(await kernel.show('1 + 1')).to.deep.equal(['execute_result: 2']);
    });
  }
});
