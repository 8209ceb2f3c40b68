import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import { holdAddresses } from '../../hold-address.ts';
import * as nodeNet from './right/node-net-and-events.ts';
import * as plain from './right/plain.ts';

const HOST = '127.0.11.1';

describe('exercise 11 and the program that its text names', function () {
  this.timeout(20_000);
  holdAddresses(11);

  for (const [name, answer] of Object.entries({ plain, nodeNet })) {
    it(`nc hears what others type, from the right answer ${name}`, async function () {
      if (spawnSync('nc', ['-h'], { encoding: 'utf8' }).error !== undefined) {
        console.log('skipped: needs nc, which .ci/apt.sh installs');
        this.skip();
      }
      const { port, close } = await answer.openHub(HOST, 1000);
      const other = connect({ host: HOST, port });
      await once(other, 'connect');
      const nc = spawn('nc', [HOST, String(port)]);
      try {
        nc.stdin.write('hello from nc\n');
        const [heard] = await once(other, 'data');
        expect(String(heard)).to.equal('hello from nc\n');
        other.write('hello, nc\n');
        const [typed] = await once(nc.stdout, 'data');
        expect(String(typed)).to.equal('hello, nc\n');
      } finally {
        nc.kill();
        other.destroy();
        await close();
      }
    });
  }
});
