import { ok } from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const program = `
import os, threading, time
def least(act):
    times = []
    for _ in range(20):
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return 1000 * min(times)
def thread():
    one = threading.Thread(target=lambda: None)
    one.start()
    one.join()
def fork():
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
print(least(thread), least(fork))
`;
const { stdout, error } = spawnSync('python3', ['-c', program], { encoding: 'utf8' });
if (error !== undefined) {
  console.log('skipped: needs python3');
} else {
  const [thread = 0, fork = 0] = stdout.split(' ').map(Number);
  const worker = await least(() => once(new Worker('0', { eval: true }), 'exit'));
  const child = await least(() => once(spawn(process.execPath, ['-e', '0']), 'exit'));
  ok(worker > 10 * thread, `a Worker took ${worker} ms, a thread ${thread} ms`);
  ok(child > 5 * fork, `a child took ${child} ms, a fork ${fork} ms`);
}

/** The least time of five runs, in milliseconds. */
async function least(act: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 5; run++) {
    const began = performance.now();
    await act();
    times.push(performance.now() - began);
  }
  return Math.min(...times);
}
