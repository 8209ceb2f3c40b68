import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect } from 'chai';
import { holdAddresses } from '../../hold-address.ts';
import * as signals from './right/a-signal-for-the-whole.ts';
import * as nodeNet from './right/node-net-and-events.ts';
import * as plain from './right/plain.ts';

const HOST = '127.0.15.1';
const limits = { attempts: 200, base: 20, most: 50, timeout: 15_000, atMost: 15_000 };

describe('exercise 15 and the program that its text names', function () {
  this.timeout(20_000);
  holdAddresses(15);

  for (const [name, answer] of Object.entries({ plain, nodeNet, signals })) {
    it(`nc is the desk, is ended and started again, for the right answer ${name}`, async function () {
      if (spawnSync('nc', ['-h'], { encoding: 'utf8' }).error !== undefined) {
        console.log('skipped: needs nc, which .ci/apt.sh installs');
        this.skip();
      }
      const port = await freePort();
      const order = answer.placeOrder({ host: HOST, port }, 'a large pizza', limits);
      const first = spawn('nc', ['-l', HOST, String(port)]);
      const [line] = await once(first.stdout, 'data');
      expect(String(line)).to.match(/^[A-Za-z0-9-]+ a large pizza\n$/);
      first.kill('SIGINT');
      await once(first, 'exit');
      const second = spawn('nc', ['-l', HOST, String(port)]);
      try {
        const [again] = await once(second.stdout, 'data');
        expect(String(again)).to.equal(String(line));
        second.stdin.write('done at eight\n');
        expect(await order).to.equal('at eight');
      } finally {
        second.kill();
      }
    });
  }
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return address !== null && typeof address === 'object' ? address.port : 0;
}
