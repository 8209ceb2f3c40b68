import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';

/** Many processes that hold one address for a moment each, one after the other. */
describe('holdAddresses()', () => {
  it('gives an address to one at a time, to all in the end', async function () {
    this.timeout(60_000);
    const script = `
      import { createServer } from 'node:net';
      const around = { before: [], after: [] };
      globalThis.before = (_, fn) => around.before.push(fn);
      globalThis.after = (fn) => around.after.push(fn);
      const { holdAddresses } = await import(${JSON.stringify(import.meta.resolve('./hold-address.ts'))});
      for (let turn = 0; turn < 40; turn++) {
        around.before.length = around.after.length = 0;
        holdAddresses(250);
        await around.before[0].call({ timeout() {} });
        const server = createServer();
        await new Promise((resolve, reject) => {
          server.on('error', reject).listen('\\0wirebook-test-hold', resolve);
        });
        await new Promise((resolve) => server.close(resolve));
        around.after[0]();
      }`;
    const children = Array.from({ length: 4 }, () =>
      spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' }),
    );
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
    expect(codes).to.deep.equal([0, 0, 0, 0]);
  });
});
