import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { courseRoot } from '../../../lib/base/paths.ts';
import { holdAddresses } from '../../hold-address.ts';
import { checkAnswer, isInOwnNetwork } from '../check-answer.ts';

const name = '03-client-lifecycle';

/** Lets a process run for 50 ms of every 250, as on a machine that is busy with other things. */
function stall(pid: number): { readonly exceeded: Promise<string>; stop(): void } {
  let isOver = false;
  const work = async () => {
    while (!isOver) {
      process.kill(pid, 'SIGSTOP');
      await delay(200);
      process.kill(pid, 'SIGCONT');
      await delay(50);
    }
  };
  void work();
  return {
    exceeded: new Promise(() => {}),
    stop() {
      isOver = true;
      process.kill(pid, 'SIGCONT');
    },
  };
}

describe('a check of exercise 03 whose harness is let run now and then only', function () {
  this.timeout(120_000);
  if (!isInOwnNetwork) holdAddresses(3);

  it('takes an answer that gives up in time for one that does', async () => {
    const path = join(courseRoot, 'test/exercises/03/right/promises.ts');
    const { outcomes } = await checkAnswer(name, path, { watch: stall });
    const check = outcomes.find(({ title }) => title.startsWith('gives up in time where'));
    expect(check).to.have.property('failure', undefined);
  });
});
