import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { holdAddresses } from '../../hold-address.ts';
import * as deadlines from './right/deadlines-and-two-maps.ts';
import * as dgram from './right/dgram-and-bits.ts';
import * as plain from './right/plain.ts';

const HOST = '127.0.19.1';

describe('exercise 19 and the program that its text names', function () {
  this.timeout(30_000);
  holdAddresses(19);

  for (const [name, answer] of Object.entries({ plain, dgram, deadlines })) {
    it(`nc is on both sides of the relay, for the right answer ${name}`, async function () {
      if (spawnSync('nc', ['-h'], { encoding: 'utf8' }).error !== undefined) {
        console.log('skipped: needs nc, which .ci/apt.sh installs');
        this.skip();
      }
      const port = await freePort();
      const relay = await answer.openRelay(HOST, { host: HOST, port }, 60_000);
      const shop = spawn('nc', ['-u', '-l', HOST, String(port)]);
      await listening(port);
      const ann = spawn('nc', ['-u', HOST, String(relay.port)]);
      try {
        ann.stdin.write('a lamp, please\n');
        const [wish] = await once(shop.stdout, 'data');
        expect(String(wish)).to.equal('a lamp, please\n');
        shop.stdin.write('sold\n');
        const [answered] = await once(ann.stdout, 'data');
        expect(String(answered)).to.equal('sold\n');
        expect(relay.table()).to.have.length(1);
      } finally {
        ann.kill();
        shop.kill();
        await relay.close();
      }
    });
  }
});

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, HOST);
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

/** Waits until a program has bound a port of UDP: nothing else tells that nc has. */
async function listening(port: number): Promise<void> {
  const hex = `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  while (!readFileSync('/proc/net/udp', 'utf8').includes(hex)) await delay(10);
}
