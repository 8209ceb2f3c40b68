import { equal } from 'node:assert/strict';

let last: Promise<unknown> = Promise.resolve();
function run<T>(work: () => Promise<T>): Promise<T> {
  const turn = last.then(work);
  last = turn.catch(() => 'the next one goes on');
  return turn;
}

let hasRun = false;
void run(() =>
  run(async () => {
    hasRun = true;
  }),
);
// Nothing else keeps this program running: when no promise can settle any more, it ends.
process.once('exit', () => equal(hasRun, false));
