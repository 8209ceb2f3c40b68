import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { KernelClient } from '../../lib/bench/kernel-client.ts';
import { descendants, readProc } from '../../lib/processes.ts';
import { holdAddresses } from '../hold-address.ts';

describe('a check in a notebook that is interrupted', function () {
  this.timeout(120_000);
  holdAddresses(2);
  let kernel: KernelClient;

  before(async () => {
    kernel = await KernelClient.start();
    await kernel.execute(`import { openExercise } from 'wirebook';
      const { check } = openExercise<object>('02-server-lifecycle');`);
  });
  after(() => kernel.shutdown());

  function harnesses(): readonly number[] {
    const started = descendants(kernel.process.pid ?? Number.NaN);
    return started.filter(
      (pid) => readProc(`/proc/${pid}/cmdline`)?.includes('\0harness') === true,
    );
  }

  for (const [what, wait] of [
    ['waits', 'await new Promise(() => {});'],
    ['computes', 'for (;;) {}'],
  ]) {
    it(`ends with all that it started where the answer ${what} for ever`, async () => {
      const code = `await check({ async openServer() { console.log('running'); ${wait} } });`;
      const { id, reply } = kernel.send('execute_request', { code });
      await kernel.until(() => kernel.shownUnder(id).some((line) => line.includes('running')));
      expect(harnesses()).to.have.lengthOf(1);
      await kernel.request('interrupt_request', {}, 'control');
      expect((await reply).content.ename).to.equal('Interrupted');
      // Who checks ends its harness in a turn of its own, after the cell's answer.
      while (harnesses().length > 0) await pause(20);
      // No other check has called the answer once more, which would have blocked the kernel again.
      expect(kernel.shownUnder(id).join('').split('running')).to.have.lengthOf(2);
      expect(await kernel.show('1 + 1')).to.deep.equal(['execute_result: 2']);
    });
  }
});
