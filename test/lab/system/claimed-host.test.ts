import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { courseRoot } from '../../../lib/base/paths.ts';
import { holdAddresses } from '../../hold-address.ts';

/** A process of a user, with a lesson open and a server on a port of the course. */
class Learner implements AsyncDisposable {
  readonly #child;
  readonly #lines: AsyncIterator<string>;

  constructor(uid?: number) {
    const program = `
      const { openLesson, openExercise } = await import(process.argv[1]);
      const net = await import('node:net');
      console.warn = (text) => console.log('warning: ' + text);
      process.stdin.on('data', () => process.exit());
      const { HOST } = openLesson(116);
      const { HOST: exercise } = openExercise('116-any');
      const server = net.createServer().on('error', (error) => console.log(error.code));
      server.listen(4488, HOST, () => console.log([HOST, exercise].join(' ')));`;
    this.#child = spawn(
      process.execPath,
      ['--input-type=module', '-e', program, join(courseRoot, 'lib/dist/index.js')],
      { stdio: ['pipe', 'pipe', 'inherit'], ...(uid === undefined ? {} : { uid, gid: uid }) },
    );
    this.#lines = createInterface(this.#child.stdout)[Symbol.asyncIterator]();
  }

  async says(): Promise<string> {
    const { value } = await this.#lines.next();
    return String(value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.stdin.end('over');
    await exited;
  }
}

describe('the address of a lesson', function () {
  this.timeout(30_000);
  holdAddresses(116);

  it('is 127.0.NN.1, of its exercise as well', async () => {
    await using learner = new Learner();
    expect(await learner.says()).to.equal('127.0.116.1 127.0.116.1');
  });

  // Only root may start a program as another user.
  if (process.getuid?.() === 0) {
    it('is another for a second user of the machine, whom one line tells so', async () => {
      await using first = new Learner(54_321);
      expect(await first.says()).to.equal('127.0.116.1 127.0.116.1');
      await using second = new Learner(54_322);
      expect(await second.says()).to.equal(
        'warning: User 54321 has 127.0.116.1 on this machine: HOST is 127.221.116.1 for you; ' +
          'where a text says 127.0.116.1, read 127.221.116.1',
      );
      expect(await second.says()).to.equal('127.221.116.1 127.221.116.1');
      // 254 users on, the number gives the same address.
      await using third = new Learner(54_322 + 254);
      expect(await third.says()).to.match(/^warning: /);
      expect(await third.says()).to.equal('127.222.116.1 127.222.116.1');
    });

    it('stays the usual one for the first user, who opens it again', async () => {
      await using first = new Learner(54_321);
      expect(await first.says()).to.equal('127.0.116.1 127.0.116.1');
      await using second = new Learner(54_322);
      expect(await second.says()).to.match(/^warning: /);
      await using again = new Learner(54_321);
      expect(await again.says()).to.match(/^warning: Another notebook of this lesson is open/);
      expect(await again.says()).to.equal('EADDRINUSE');
    });

    it('is never the same for two users who open it at the same moment', async () => {
      const learners = Array.from({ length: 6 }, (_, at) => new Learner(54_321 + at));
      const said = await Promise.all(
        learners.map(async (learner) => {
          const line = await learner.says();
          return line.startsWith('warning') ? learner.says() : line;
        }),
      );
      for (const learner of learners) await learner[Symbol.asyncDispose]();
      expect(new Set(said).size).to.equal(6);
      expect(said.every((each) => /^(127\.\d+\.116\.1) \1$/.test(each))).to.equal(true);
    });
  }

  it('is free again when the process that had it has ended', async () => {
    await using learner = new Learner();
    expect(await learner.says()).to.equal('127.0.116.1 127.0.116.1');
  });
});
