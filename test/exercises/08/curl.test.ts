import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { program } from '../../lab/needs.ts';
import { openShelf as overEvents } from './right/node-net-and-events.ts';
import { openShelf as plain } from './right/plain.ts';
import type { OpenShelf } from './shelf.ts';

/** The time for which curl waits for 100 Continue, in milliseconds. */
const curlWaits = 1000;

for (const [name, openShelf] of Object.entries({ plain, overEvents })) {
  describe(`exercise 08 in a terminal, the answer ${name}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'wirebook-shelf-'));
    const picture = Buffer.from(Uint8Array.from({ length: 5000 }, (_, at) => (at * at) % 251));
    let shelf: OpenShelf;
    let url: string;

    before(program('curl'));
    before(async () => {
      writeFileSync(join(folder, 'cat.png'), picture);
      shelf = await openShelf('127.0.0.1');
      url = `http://127.0.0.1:${shelf.port}`;
    });

    after(async () => {
      await shelf?.close();
      rmSync(folder, { recursive: true });
    });

    it('keeps a file and a pipe of curl, which does not wait for its body', async () => {
      const put = `curl -s -T ${folder}/cat.png -H 'Content-Type: image/png' ${url}/cat`;
      const list = `ls -l / | curl -s -T - -H 'Content-Type: text/plain' ${url}/list`;
      for (const command of [put, list]) {
        const { stdout } = await sh(`${command} -w '%{http_code} %{time_total}'`);
        const [status, seconds] = stdout.split(' ');
        expect(status, command).to.equal('201');
        expect(1000 * Number(seconds), command).to.be.below(curlWaits);
      }
    });

    it('gives to curl, to fetch, and to several requests of one connection', async () => {
      const { stdout: head } = await sh(`curl -s -I ${url}/cat`);
      expect(head).to.match(/^HTTP\/1\.1 200 OK\r\nContent-Type: image\/png\r\n/);
      expect(head).to.match(/\r\nContent-Length: 5000\r\n\r\n$/);
      const { stdout: twice } = await sh(
        `curl -s ${url}/list ${url}/none ${url}/list -w '[%{num_connects}]'`,
      );
      expect(twice.match(/\[\d\]/g)).to.deep.equal(['[1]', '[0]', '[0]']);
      const fetched = await fetch(`${url}/cat`, { headers: { connection: 'close' } });
      expect(Buffer.from(await fetched.arrayBuffer()).equals(picture)).to.equal(true);
    });
  });
}

async function sh(command: string): Promise<{ readonly stdout: string }> {
  return promisify(execFile)('sh', ['-c', command]);
}
