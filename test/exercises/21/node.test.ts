import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { holdAddresses } from '../../hold-address.ts';
import * as http from './right/node-http-and-generator.ts';
import * as plain from './right/plain.ts';
import * as loops from './right/text-and-loops.ts';

const HOST = '127.0.21.1';

describe('exercise 21 and the program that its text names', function () {
  this.timeout(30_000);
  holdAddresses(21);

  for (const [name, answer] of Object.entries({ plain, http, loops })) {
    it(`two clients of Node show what is pushed and said by the right answer ${name}`, async () => {
      const server = await answer.openLive(HOST, 'page');
      const code = `const s = new WebSocket('ws://${HOST}:${server.port}/'); s.onopen = () => console.log('open'); s.onmessage = (m) => console.log(m.data); process.stdin.on('data', (d) => s.send(String(d).trim()))`;
      const programs = [1, 2].map(() => spawn(process.execPath, ['-e', code]));
      try {
        const next = () =>
          Promise.all(programs.map(({ stdout }) => once(stdout, 'data').then(String)));
        expect(await next()).to.deep.equal(['open\n', 'open\n']);
        const typed = next();
        programs[0]?.stdin.write('typed\n');
        expect(await typed).to.deep.equal(['typed\n', 'typed\n']);
        const pushed = next();
        server.push('good morning');
        expect(await pushed).to.deep.equal(['good morning\n', 'good morning\n']);
      } finally {
        for (const program of programs) program.kill();
        await server.close();
      }
    });
  }
});
