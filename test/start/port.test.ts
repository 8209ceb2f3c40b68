import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect } from 'chai';
import { choosePort } from '../../lib/start/port.ts';

describe('choosePort()', () => {
  it('gives the first free port from 8888 on', async () => {
    const holder = createServer().listen(await choosePort(undefined), '127.0.0.1');
    await once(holder, 'listening');
    const taken = (holder.address() as { port: number }).port;
    expect(await choosePort(undefined)).to.be.above(taken);
    holder.close();
  });

  it('gives any port for 0', async () => {
    expect(await choosePort(0)).to.be.above(1023);
  });
});
