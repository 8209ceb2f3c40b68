import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { holdAddresses } from '../../hold-address.ts';
import * as generators from './right/generators-and-turns.ts';
import * as nodeNet from './right/node-net-and-queues.ts';
import * as plain from './right/plain.ts';

const HOST = '127.0.14.1';

describe('exercise 14 and the program that its text names', function () {
  this.timeout(20_000);
  holdAddresses(14);

  for (const [name, answer] of Object.entries({ plain, nodeNet, generators })) {
    it(`nc talks to nc in the chat of the right answer ${name}`, async function () {
      if (spawnSync('nc', ['-h'], { encoding: 'utf8' }).error !== undefined) {
        console.log('skipped: needs nc, which .ci/apt.sh installs');
        this.skip();
      }
      const { port, close } = await answer.openChat(HOST, { history: 10, limit: 100_000 });
      const [ann, ben] = [new Terminal(port), new Terminal(port)];
      try {
        ann.type('ann\n');
        await ann.reads('* welcome ann\n');
        ann.type('anybody here?\n/join \n');
        await ann.reads('* room refused\n');
        ben.type('ann\n');
        await ben.reads('* name refused\n');
        ben.type('ben\n');
        await ben.reads('* welcome ben\nann: anybody here?\n');
        await ann.reads('* ben joined\n');
        ben.type('I am\n');
        await ann.reads('ben: I am\n');
        ben.nc.kill();
        await ann.reads('* ben left\n');
      } finally {
        ann.nc.kill();
        ben.nc.kill();
        await close();
      }
    });
  }
});

/** A terminal in which nc runs. */
class Terminal {
  readonly nc: ChildProcessWithoutNullStreams;
  #text = '';

  constructor(port: number) {
    this.nc = spawn('nc', [HOST, String(port)]);
    this.nc.stdout.on('data', (piece) => {
      this.#text += piece;
    });
  }

  type(text: string): void {
    this.nc.stdin.write(text);
  }

  /** Waits until as much has come as is expected, and compares. */
  async reads(expected: string): Promise<void> {
    while (this.#text.length < expected.length) await once(this.nc.stdout, 'data');
    expect(this.#text.slice(0, expected.length)).to.equal(expected);
    this.#text = this.#text.slice(expected.length);
  }
}
