/**
 * Fairness between sockets and everything else in the process.
 *
 * A call that succeeds at once settles its promise at once, and a loop over such calls would never
 * let Node's event loop turn: timers would starve. So after a number of immediate successes the next
 * results are handed out only after the loop has turned.
 */

/** Immediate successes per turn. High enough to cost nothing, low enough to keep timers punctual. */
const MOST_PER_TURN = 64;

let successes = 0;
let turning: Promise<void> | undefined;

/** `value` at once, or after a turn of the event loop when enough has happened in this one. */
export function fairly<T>(value: T): Promise<T> {
  if (++successes <= MOST_PER_TURN) return Promise.resolve(value);
  turning ??= new Promise((resolve) => {
    setImmediate(() => {
      turning = undefined;
      successes = 0;
      resolve();
    });
  });
  return turning.then(() => value);
}

/** Notes that the event loop has just turned. */
export function turned(): void {
  if (turning === undefined) successes = 0;
}
