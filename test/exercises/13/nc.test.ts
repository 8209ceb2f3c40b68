import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { holdAddresses } from '../../hold-address.ts';
import type { OpenPool } from './pool.ts';
import * as nodeNet from './right/node-net-and-events.ts';
import * as plain from './right/plain.ts';

const HOST = '127.0.13.1';
const port = 4539;

describe('exercise 13 and the programs that its text names', function () {
  this.timeout(30_000);
  holdAddresses(13);

  for (const [name, answer] of Object.entries({ plain, nodeNet })) {
    it(`nc answers and is started again, ss shows the timer, with the right answer ${name}`, async function () {
      for (const program of ['nc', 'ss']) {
        if (spawnSync(program, ['-h'], { encoding: 'utf8' }).error !== undefined) {
          console.log('skipped: needs nc and ss, which .ci/apt.sh installs');
          this.skip();
        }
      }
      const pool = await answer.openPool(HOST, port, 1, 60_000);
      try {
        for (const word of ['first', 'second']) {
          const nc = spawn('nc', ['-lk', HOST, String(port)]);
          const ended = once(nc, 'exit');
          try {
            const asked = askWhenThere(pool, word);
            const [heard] = await Promise.race([
              once(nc.stdout, 'data'),
              asked.then((answer): never => {
                throw new Error(`nobody was asked, and the answer is ${answer}`);
              }),
            ]);
            expect(String(heard)).to.equal(`${word}?\n`);
            nc.stdin.write(`${word}!\n`);
            expect(await asked).to.equal(`${word}!`);
            const { stdout } = spawnSync('ss', ['-tno', 'dport', '=', `:${port}`], {
              encoding: 'utf8',
            });
            expect(stdout).to.match(/127\.0\.13\.1:4539.*timer:\(keepalive,/);
          } finally {
            nc.kill();
            await ended;
          }
        }
      } finally {
        await pool.close();
      }
    });
  }

  /**
   * nc does not tell when it listens: until then the question is refused, and asked again. So it is where
   * the pool has not yet seen that the last nc has gone.
   */
  async function askWhenThere(pool: OpenPool, word: string): Promise<string> {
    for (;;) {
      try {
        return await pool.ask(`${word}?`);
      } catch (error) {
        const { code } = Object(error);
        if (code !== 'ECONNREFUSED' && code !== 'ECONNRESET') throw error;
        await delay(20);
      }
    }
  }
});
