import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { createAuthority } from 'wirebook';
import { holdAddresses } from '../../hold-address.ts';
import * as nodeNet from './right/node-net-and-events.ts';
import * as plain from './right/plain.ts';
import * as streams from './right/streams-and-signals.ts';

const HOST = '127.0.18.1';
const run = promisify(execFile);

describe('exercise 18 and the program that its text names', function () {
  this.timeout(30_000);
  holdAddresses(18);

  for (const [name, answer] of Object.entries({ plain, nodeNet, streams })) {
    it(`curl verifies two sites behind the router of the right answer ${name}`, async function () {
      if (spawnSync('curl', ['--version']).error !== undefined) {
        console.log('skipped: needs curl');
        this.skip();
      }
      const folder = mkdtempSync('/tmp/exercise-18-');
      const file = `${folder}/authority.pem`;
      const authority = await createAuthority('Exercise CA');
      writeFileSync(file, authority.cert);
      const sites = await Promise.all(
        ['one.test', 'two.test'].map(async (site) => {
          const server = createServer(await authority.issue(site), (_, response) =>
            response.end(`This is ${site}\n`),
          ).listen(0, HOST);
          await once(server, 'listening');
          return { site, server, port: (server.address() as AddressInfo).port };
        }),
      );
      const ports = Object.fromEntries(sites.map(({ site, port }) => [site, port]));
      const router = await answer.openRouter(HOST, ports);
      const curl = (site: string, ...trust: string[]) => {
        const resolve = `${site}:${router.port}:${HOST}`;
        const url = `https://${site}:${router.port}/`;
        return run('curl', ['--silent', '--show-error', ...trust, '--resolve', resolve, url]);
      };
      try {
        for (const { site } of sites) {
          expect((await curl(site, '--cacert', file)).stdout).to.equal(`This is ${site}\n`);
        }
        const error = await curl('one.test').catch((reason: unknown) => reason);
        // 60: the certificate could not be verified.
        expect(error).to.include({ code: 60 });
      } finally {
        await router.close();
        for (const { server } of sites) {
          server.close();
          server.closeAllConnections();
        }
        rmSync(folder, { recursive: true });
      }
    });
  }
});
