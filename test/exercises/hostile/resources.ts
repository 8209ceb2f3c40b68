import type { Attack, Target } from './attack.ts';

/** Attacks that use up the machine, or stay on it. */
export function resources({ mark }: Target): readonly Attack[] {
  return [
    {
      name: 'loops for ever',
      code: 'while (true) {}',
      says: /did not reach check|never ends|killed|SIGKILL|ended/,
    },
    {
      name: 'loops for ever in microtasks',
      code: `void (async () => { for (;;) await null; })();`,
      says: /did not reach check|never ends|ended|run to its end/,
    },
    {
      name: 'loops for ever in a regular expression',
      code: `/^(a+)+$/.test('a'.repeat(60) + 'b');`,
      says: /did not reach check|never ends|ended/,
    },
    {
      name: 'fills the heap',
      code: `const all: unknown[] = []; for (;;) all.push(new Array(1e5).fill(Math.random()));`,
      says: /ended|megabytes of memory|did not reach/,
    },
    {
      name: 'fills memory outside the heap',
      code: `const all: Buffer[] = []; for (;;) all.push(Buffer.alloc(1 << 26, 1));`,
      says: /ended|megabytes of memory|Array buffer allocation|did not reach|Invalid/,
    },
    {
      name: 'forks without end',
      code: `const { spawn } = await import('node:child_process');
for (let child = 0; child < 2000; child += 1) spawn('/bin/sleep', ['60', '${mark}']).on('error', () => {});
await new Promise((done) => setTimeout(done, 3000));`,
      says: /more than \d+ processes|ended|did not reach|did not end|ran/,
    },
    {
      name: 'is a fork bomb',
      code: `const { spawn } = await import('node:child_process');
spawn('/bin/sh', ['-c', 'bomb() { bomb | bomb & }; bomb; : ${mark}'], { detached: true, stdio: 'ignore' }).on('error', () => {});
await new Promise((done) => setTimeout(done, 3000));`,
      says: /./,
    },
    {
      name: 'starts threads without end',
      code: `const { Worker } = await import('node:worker_threads');
for (let thread = 0; thread < 200; thread += 1) new Worker('for (;;) {}', { eval: true }).on('error', () => {});
await new Promise((done) => setTimeout(done, 3000));`,
      says: /./,
    },
    {
      name: 'fills the disk',
      code: `const { writeFileSync } = await import('node:fs');
let written = 0;
try { for (let file = 0; file < 4000; file += 1) { writeFileSync('/tmp/' + file, Buffer.alloc(1 << 20)); written += 1; } } catch (error) { evidence = written < 64 && Object(error).code; }`,
      says: /ran: (ENOSPC|EFBIG)/,
    },
    {
      name: 'fills shared memory',
      code: `const { appendFileSync } = await import('node:fs');
let written = 0;
try { for (;;) { appendFileSync('/dev/shm/a', Buffer.alloc(1 << 20)); written += 1; if (written > 64) break; } } catch (error) { evidence = Object(error).code; }`,
      says: /ran: (ENOSPC|EFBIG|EROFS)/,
    },
    {
      name: 'prints gigabytes',
      code: `const line = 'x'.repeat(1 << 20);
for (let turn = 0; turn < 2000; turn += 1) { console.log(line); console.error(line); }
const { writeSync } = await import('node:fs');
try { for (let turn = 0; turn < 500; turn += 1) { writeSync(1, line); writeSync(2, line); } } catch (error) { evidence = Object(error).code; }
evidence = 'printed';`,
      says: /./,
    },
    {
      name: 'sends gigabytes over the channel',
      code: `const send = process.send?.bind(process) as (message: unknown) => void;
const much = 'x'.repeat(1 << 24);
for (let turn = 0; turn < 500; turn += 1) send({ type: 'rpc', message: { kind: 'return', id: turn, ok: true, value: much } });`,
      says: /./,
    },
    {
      name: 'opens every descriptor',
      code: `const { openSync } = await import('node:fs');
let opened = 0;
try { for (;;) { openSync('/dev/null'); opened += 1; } } catch (error) { evidence = Object(error).code + ' ' + (opened < 1100); }`,
      says: /EMFILE|ended|was not given|run to its end|./,
    },
    {
      name: 'leaves a detached child behind',
      code: `const { spawn } = await import('node:child_process');
const child = spawn('/usr/bin/setsid', ['/bin/sleep', '600', '${mark}'], { detached: true, stdio: 'ignore' });
child.on('error', () => {});
child.unref();
evidence = typeof child.pid;`,
      says: /ran: number/,
    },
    {
      name: 'ignores every signal',
      code: `for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGPIPE'] as const) process.on(signal, () => {});
process.removeAllListeners('disconnect');
process.removeAllListeners('message');
setInterval(() => {}, 1000);
evidence = 'deaf';`,
      says: /./,
    },
    {
      name: 'stops itself',
      code: `process.kill(process.pid, 'SIGSTOP');`,
      says: /did not reach check|never ends|ended|run to its end/,
    },
    {
      name: 'kills all it can reach',
      code: `try { process.kill(process.ppid, 'SIGKILL'); evidence = 'sent to the parent'; } catch (error) { evidence = Object(error).code; }
try { process.kill(-1, 'SIGKILL'); } catch { /* refused: the attack goes on as if it had been let */ }`,
      says: /ended|ran/,
    },
  ];
}
