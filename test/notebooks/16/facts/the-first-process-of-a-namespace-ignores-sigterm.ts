import { deepEqual, equal } from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

// What unshare starts is process 1 of a namespace, as the first process of a container is.
const unshare = ['--user', '--map-root-user', '--pid', '--fork', '--kill-child'];
if (spawnSync('unshare', [...unshare, 'true']).status !== 0) {
  console.log('skipped: namespaces of processes are not allowed here');
} else {
  // How unshare tells of a SIGKILL differs by version.
  await endOf('', ['SIGTERM', 'SIGKILL']);
  equal(await endOf("process.on('SIGTERM', () => process.exit(3));", ['SIGTERM']), 'exit 3');
}

/** Sends signals to a process 1, one after the other, and tells how it ended. */
async function endOf(handler: string, signals: readonly NodeJS.Signals[]): Promise<string> {
  const program = `${handler} setInterval(() => console.log('alive'), 20);`;
  const outer = spawn('unshare', [...unshare, process.execPath, '-e', program]);
  await once(outer.stdout, 'data');
  const children = readFileSync(`/proc/${outer.pid}/task/${outer.pid}/children`, 'utf8');
  const [first = 0] = children.trim().split(' ').map(Number);
  const ended = once(outer, 'exit');
  for (const [index, signal] of signals.entries()) {
    if (index > 0) {
      // It still says so: the signal before has done nothing.
      for (let times = 0; times < 5; times += 1) await once(outer.stdout, 'data');
      deepEqual([outer.exitCode, outer.signalCode], [null, null]);
    }
    process.kill(first, signal);
  }
  // unshare ends as its child has ended.
  const [code, signal] = await ended;
  return signal ?? `exit ${code}`;
}
