import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { expect } from 'chai';
import { holdAddresses } from '../../hold-address.ts';
import * as nodeNet from './right/node-net-and-events.ts';
import * as plain from './right/plain.ts';
import * as races from './right/races-and-questions.ts';

const HOST = '127.0.16.1';

describe('exercise 16 and the program that its text names', function () {
  this.timeout(30_000);
  holdAddresses(16);

  for (const [name, answer] of Object.entries({ plain, nodeNet, races })) {
    it(`nc in a loop is refused by none of three servers of the right answer ${name}`, async function () {
      if (spawnSync('nc', ['-h'], { encoding: 'utf8' }).error !== undefined) {
        console.log('skipped: needs nc, which .ci/apt.sh installs');
        this.skip();
      }
      const folder = mkdtempSync('/tmp/exercise-16-');
      const path = `${folder}/control`;
      const servers = [await answer.takeOver(path, HOST, 'server 0')];
      const ask = `while echo hello | nc ${HOST} ${servers[0]?.port}; do :; done; echo refused`;
      const loop = spawn('sh', ['-c', ask], { detached: true });
      try {
        let text = '';
        const hears = async (wanted: string) => {
          while (!text.includes(wanted)) text += (await once(loop.stdout, 'data'))[0];
        };
        await hears('server 0: hello\n');
        for (const number of [1, 2]) {
          servers.push(await answer.takeOver(path, HOST, `server ${number}`));
          await servers.at(-2)?.left();
          await hears(`server ${number}: hello\n`);
        }
        expect(text).not.to.include('refused');
      } finally {
        // The loop is the leader of a group: nc goes with it.
        process.kill(-(loop.pid ?? 0), 'SIGKILL');
        await servers.at(-1)?.close();
        rmSync(folder, { recursive: true });
      }
    });
  }
});
