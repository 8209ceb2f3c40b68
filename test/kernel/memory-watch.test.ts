import { expect } from 'chai';
import { KernelClient } from '../bench/kernel-client.ts';
import { ownKernel } from '../bench/kernel-process.ts';

describe('a kernel whose memory fills', function () {
  this.timeout(120_000);
  let kernel: KernelClient;

  before(async () => {
    const command = ownKernel.map((part) =>
      part.startsWith('--max-old-space-size') ? '--max-old-space-size=800' : part,
    );
    kernel = await KernelClient.start({ command });
  });
  after(() => kernel.close());

  it('collects what nobody can reach any more', async () => {
    const shown = await kernel.show(
      'let sum = 0; for (let n = 0; n < 5e5; n += 1) sum += new Array(1000).fill(n).length; sum',
    );
    expect(shown).to.deep.equal(['execute_result: 500000000']);
  });

  it('stops the cell that fills it, and lives on with all that others have declared', async () => {
    await kernel.show('const kept = 42;');
    const shown = await kernel.show(
      'const all: number[][] = []; for (;;) all.push(new Array(1000).fill(all.length));',
    );
    expect(shown.join()).to.match(
      /^error: Interrupted: the cell was stopped, because values fill 0\.\d GB of the 0\.\d GB that a notebook may have/,
    );
    expect(await kernel.show('kept')).to.deep.equal(['execute_result: 42']);
  });
});
