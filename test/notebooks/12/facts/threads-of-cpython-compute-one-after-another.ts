import { ok } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

// Two threads or two processes do twice the work of one; the clock of the processor counts what all
// threads of a process take, so that their sum beside the time that passed tells how many computed.
const program = `
import sys, sysconfig, threading, time
if sysconfig.get_config_var('Py_GIL_DISABLED'):
    print('skipped: this Python has no global interpreter lock')
    sys.exit()
def compute():
    total = 0
    for n in range(3_000_000):
        total = (total * 31 + n) % 65521
threads = [threading.Thread(target=compute) for _ in range(3)]
began, used = time.perf_counter(), time.process_time()
for thread in threads: thread.start()
for thread in threads: thread.join()
print((time.process_time() - used) / (time.perf_counter() - began))
`;
const { stdout, error, status } = spawnSync('python3', ['-c', program], { encoding: 'utf8' });
if (error !== undefined) console.log('skipped: needs python3');
else if (stdout.startsWith('skipped')) console.log(stdout.trim());
else {
  ok(status === 0);
  ok(Number(stdout) < 1.2, `${stdout.trim()} processors were at work`);
}
