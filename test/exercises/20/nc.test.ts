import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { holdAddresses } from '../../hold-address.ts';
import * as generator from './right/generator-and-signals.ts';
import * as net from './right/node-net.ts';
import * as plain from './right/plain.ts';

const HOST = '127.0.20.1';

describe('exercise 20 and the program that its text names', function () {
  this.timeout(30_000);
  holdAddresses(20);

  for (const [name, answer] of Object.entries({ plain, net, generator })) {
    it(`nc -z finds the same as the right answer ${name}`, async function () {
      if (spawnSync('nc', ['-h'], { encoding: 'utf8' }).error !== undefined) {
        console.log('skipped: needs nc, which .ci/apt.sh installs');
        this.skip();
      }
      const probe = createServer();
      await once(probe.listen(0, HOST), 'listening');
      const { port } = Object(probe.address());
      await once(probe.close(), 'close');
      const server = spawn('nc', ['-l', '-k', HOST, String(port)]);
      try {
        await listening(port);
        const text = `${port - 3}-${port + 3}`;
        const asked = answer.parsePorts(text);
        const limits = { window: 8, timeout: 5000, limit: 20_000 };
        const states = await answer.scan(HOST, asked, limits);
        const open = asked.filter((_, place) => states[place] === 'open');
        const { stderr } = spawnSync('nc', ['-z', '-v', HOST, text], { encoding: 'utf8' });
        const found = [...stderr.matchAll(/ (\d+) port .*succeeded/g)].map(([, each]) =>
          Number(each),
        );
        expect(open).to.include(port);
        expect(open).to.deep.equal(found);
      } finally {
        server.kill();
      }
    });
  }
});

/** Waits until a program listens at a port of TCP: nothing else tells that nc does. */
async function listening(port: number): Promise<void> {
  const hex = `:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A`;
  while (!readFileSync('/proc/net/tcp', 'utf8').includes(hex)) await delay(10);
}
