import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { holdAddresses } from '../../hold-address.ts';
import * as nodeNet from './right/node-net-and-events.ts';
import * as plain from './right/plain.ts';
import * as races from './right/recv-and-races.ts';

const HOST = '127.0.17.1';
const people = [
  { name: 'ann', password: 'sesame', role: 'admin' },
  { name: 'ben', password: 'open', role: 'reader' },
] as const;

describe('exercise 17 and the program that its text names', function () {
  this.timeout(30_000);
  holdAddresses(17);

  for (const [name, answer] of Object.entries({ plain, nodeNet, races })) {
    it(`two of nc share a token of the right answer ${name}`, async function () {
      if (spawnSync('nc', ['-h'], { encoding: 'utf8' }).error !== undefined) {
        console.log('skipped: needs nc, which .ci/apt.sh installs');
        this.skip();
      }
      const server = await answer.openLogin(HOST, people, 60_000);
      const programs = [1, 2].map(() => spawn('nc', [HOST, String(server.port)]));
      try {
        const [first, second] = programs.map((nc) => async (line: string) => {
          nc.stdin.write(`${line}\n`);
          let text = '';
          while (!text.endsWith('\n')) text += (await once(nc.stdout, 'data'))[0];
          return text.trimEnd();
        });
        const [, ann] = (await first?.('login ann sesame'))?.split(' ') ?? [];
        const [, ben] = (await second?.('login ben open'))?.split(' ') ?? [];
        expect(await first?.(`halt ${ann}`)).to.equal('200 ann');
        expect(await second?.(`halt ${ann}`)).to.equal('200 ann');
        expect(await first?.(`halt ${ben}`)).to.equal('403');
        expect(await second?.('nonsense')).to.equal('400');
        expect(await second?.(`logout ${ann}`)).to.equal('200 ann');
        expect(await first?.(`read ${ann}`)).to.equal('401');
      } finally {
        for (const nc of programs) nc.kill();
        await server.close();
      }
    });
  }
});
