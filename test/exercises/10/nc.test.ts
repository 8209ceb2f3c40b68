import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { program } from '../../lab/needs.ts';
import * as eventsAndOptions from './right/events-and-options.ts';
import * as plain from './right/plain.ts';

for (const [name, answer] of Object.entries({ plain, eventsAndOptions })) {
  describe(`exercise 10 in a terminal, the answer ${name}`, function () {
    this.timeout(20_000);
    let folder: string;

    before(program('nc'));
    before(() => {
      folder = mkdtempSync('/tmp/nc-');
    });
    after(() => folder && rmSync(folder, { recursive: true }));

    it('gives nc to one worker after another', async () => {
      const [clients, workers] = [`${folder}/clients`, `${folder}/workers`];
      const broker = await answer.openBroker(clients, workers);
      const crew = [
        await answer.openWorker(workers, 'ada'),
        await answer.openWorker(workers, 'bob'),
      ];
      const heard: string[] = [];
      for (const word of ['one', 'two', 'three']) {
        const nc = spawn('nc', ['-U', clients], { stdio: ['pipe', 'pipe', 'inherit'] });
        nc.stdin.end(`${word}\n`);
        heard.push(await text(nc.stdout));
      }
      for (const each of [...crew, broker]) await each.close();
      const answers = heard.map((line) => line.trimEnd().split(': '));
      expect(answers.map(([, word]) => word)).to.deep.equal(['one', 'two', 'three']);
      // A client may be accepted before the second worker: the order of the first two is open.
      expect(new Set(answers.map(([worker]) => worker))).to.deep.equal(new Set(['ada', 'bob']));
    });
  });
}
