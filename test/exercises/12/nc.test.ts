import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { holdAddresses } from '../../hold-address.ts';
import * as loops from './right/a-loop-for-each-thread.ts';
import * as nodeNet from './right/node-net-and-events.ts';
import * as plain from './right/plain.ts';

const HOST = '127.0.12.1';

describe('exercise 12 and the program that its text names', function () {
  this.timeout(20_000);
  holdAddresses(12);

  for (const [name, answer] of Object.entries({ plain, nodeNet, loops })) {
    it(`nc hears an answer, or that there are too many, from the right answer ${name}`, async function () {
      if (spawnSync('nc', ['-h'], { encoding: 'utf8' }).error !== undefined) {
        console.log('skipped: needs nc, which .ci/apt.sh installs');
        this.skip();
      }
      const first = Promise.withResolvers<string>();
      const jobs: string[] = [];
      const run = async (job: string) => {
        jobs.push(job);
        if (jobs.length > 1) throw Object.assign(new Error('busy'), { code: 'EBUSY' });
        return first.promise;
      };
      const { port, close } = await answer.openServer(HOST, { run });
      const ask = () => spawn('sh', ['-c', `echo 91 | nc ${HOST} ${port}`]);
      try {
        const clients = [ask(), ask()];
        const heard = clients.map((client) => once(client.stdout, 'data').then(String));
        expect(await Promise.race(heard)).to.equal('busy\n');
        first.resolve('7');
        expect((await Promise.all(heard)).sort()).to.deep.equal(['7\n', 'busy\n']);
        expect(jobs).to.deep.equal(['91', '91']);
      } finally {
        await close();
      }
    });
  }
});
