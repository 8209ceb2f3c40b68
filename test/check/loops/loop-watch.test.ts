import { spawn } from 'node:child_process';
import { expect } from 'chai';
import { threadSeconds } from '../../../lib/base/processes.ts';
import { hangs } from '../../../lib/check/loops/loop-watch.ts';

describe('the watch over a process that may hang', function () {
  this.timeout(30_000);

  /** A process that computes without end. */
  function busyProcess() {
    const child = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
    return { pid: child.pid ?? 0, [Symbol.dispose]: () => void child.kill('SIGKILL') };
  }

  const silence = () => new Promise<void>(() => {});

  it('tells a process that computes and does not answer', async () => {
    using busy = busyProcess();
    const over = new AbortController();
    const watched = { pid: () => busy.pid, ping: silence };
    expect(await hangs(watched, { signal: over.signal, seconds: 0.2 })).to.equal(true);
  });

  it('does not take one that answers, or that waits, for it', async () => {
    using busy = busyProcess();
    const answering = { pid: () => busy.pid, ping: async () => {} };
    const idle = { pid: () => process.ppid, ping: silence };
    for (const watched of [answering, idle]) {
      const signal = AbortSignal.timeout(1000);
      expect(await hangs(watched, { signal, seconds: 0.2 })).to.equal(false);
    }
  });

  it('counts the time of each process by itself where another takes its place', async () => {
    using busy = busyProcess();
    while (threadSeconds(busy.pid) < 0.5) await new Promise(setImmediate);
    process.kill(busy.pid, 'SIGSTOP');
    using fresh = busyProcess();
    process.kill(fresh.pid, 'SIGSTOP');
    let asked = 0;
    const pid = () => (asked++ === 0 ? fresh.pid : busy.pid);
    const signal = AbortSignal.timeout(500);
    expect(await hangs({ pid, ping: silence }, { signal, seconds: 0.2 })).to.equal(false);
  });
});
