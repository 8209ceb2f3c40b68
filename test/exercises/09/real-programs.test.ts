import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { holdAddresses } from '../../hold-address.ts';
import { program } from '../../lab/needs.ts';
import * as nodeDgram from './right/node-dgram.ts';
import * as oneReceive from './right/one-receive.ts';
import * as plain from './right/plain.ts';

const run = promisify(execFile);
const HOST = '127.0.9.1';

describe('exercise 09 and the programs that its text names', function () {
  this.timeout(20_000);
  holdAddresses(9);

  for (const [name, answer] of Object.entries({ plain, nodeDgram, oneReceive })) {
    describe(`the right answer ${name}`, () => {
      before(program('curl'));

      it('sends a file to curl', async function () {
        if (!/\btftp\b/.test(spawnSync('curl', ['--version'], { encoding: 'utf8' }).stdout)) {
          console.log('skipped: this curl does not know TFTP');
          this.skip();
        }
        const cat = Buffer.from(Uint8Array.from({ length: 1024 }, (_, at) => (at * 7) % 256));
        const { port, close } = await answer.openFileServer(
          HOST,
          { 'cat.png': cat },
          { wait: 200, attempts: 5 },
        );
        const url = `tftp://${HOST}:${port}`;
        const options = { encoding: 'buffer' } as const;
        const { stdout } = await run('curl', ['--silent', `${url}/cat.png`], options);
        expect(stdout.equals(cat)).to.equal(true);
        const missing = await run('curl', ['--silent', `${url}/dog.png`]).catch((error) => error);
        expect(missing.code, "curl's status for a file that is not there").to.equal(68);
        await close();
      });

      it('tells nc the time', async function () {
        if (spawnSync('nc', ['-h'], { encoding: 'utf8' }).error !== undefined) {
          console.log('skipped: needs nc, which .ci/apt.sh installs');
          this.skip();
        }
        const { port, close } = await answer.openTimeServer(HOST);
        const nc = run('nc', ['-u', '-W', '1', HOST, String(port)]);
        nc.child.stdin?.write('iso8601\n');
        expect((await nc).stdout).to.match(/^\d{4}-\d\d-\d\dT[\d:.]+Z\n$/);
        await close();
      });
    });
  }
});
