import type { Attack } from './attack.ts';

/** Attacks that forge a verdict from within the learner's process. */
export const forging: readonly Attack[] = [
  {
    name: 'exits with success',
    code: 'process.exit(0);',
    says: /process\.exit|ended with|did not reach|The attack ran/,
  },
  {
    name: 'exits with success behind the back of the kernel',
    code: '(process as unknown as { reallyExit: (code: number) => void }).reallyExit(0);',
    says: /ended with exit code 0/,
  },
  {
    name: 'exits with success while it is checked',
    code: 'setTimeout(() => process.exit(0), 1500).unref(); evidence = "waiting";',
  },
  {
    name: "patches mocha's Runner and Runnable",
    code: `const mocha = (await import('mocha' as string)) as { default: { Runner: Function; Runnable: Function } };
mocha.default.Runner.prototype.fail = () => {};
mocha.default.Runnable.prototype.run = (done: () => void) => done();
evidence = 'patched';`,
    says: /ran: patched/,
  },
  {
    name: 'patches assert and chai',
    code: `const assert = (await import('node:assert')) as unknown as { default: Record<string, unknown> };
for (const name of Object.keys(assert.default)) assert.default[name] = () => {};
const chai = (await import('chai' as string)) as { Assertion: Function };
chai.Assertion.prototype.assert = () => {};
evidence = 'patched';`,
    says: /ran: patched/,
  },
  {
    name: 'patches Promise.prototype.then',
    code: `const then = Promise.prototype.then;
Object.defineProperty(Promise.prototype, 'then', { value: function (this: Promise<unknown>, done: never) { return Reflect.apply(then, this, [done, done]); } });
evidence = 'patched';`,
    says: /./,
  },
  {
    name: 'patches JSON, Map, Array and Error',
    code: `JSON.stringify = () => '{"points":10}';
Map.prototype.has = () => true;
Array.prototype.every = () => true;
Object.defineProperty(Error.prototype, 'message', { get: () => undefined, set: () => {} });
evidence = 'patched';`,
    says: /./,
  },
  {
    name: 'makes node:net lie',
    code: `const net = (await import('node:net')) as unknown as { default: Record<string, unknown> };
net.default.createConnection = () => ({ on() {}, address: () => ({}) });
net.default.Socket = class {};
evidence = 'patched';`,
    says: /ran: patched/,
  },
  {
    name: 'patches the sockets of the course',
    code: `Socket.prototype.accept = async () => { throw new Error('10 of 10'); };
Object.defineProperty(Socket.prototype, 'localAddress', { get: () => 'all is well' });
evidence = 'patched';`,
    says: /ran: patched/,
  },
  {
    name: 'sends verdicts of its own',
    code: `const send = process.send?.bind(process) as (message: unknown) => void;
for (let id = 0; id < 10; id += 1) send({ type: 'verdict', id, failure: undefined });
evidence = 'sent';`,
    says: /ran: sent/,
  },
  {
    name: 'sends a plan of its own and says that all is done',
    code: `const send = process.send?.bind(process) as (message: unknown) => void;
send({ type: 'plan', plan: { exercise: '02-server-lifecycle', functions: [], checks: [], seed: 1, timeout: 1 } });
send({ type: 'done' });
send({ type: 'broken', message: 'the grader is broken' });
evidence = 'sent';`,
    says: /ran: sent/,
  },
  {
    name: 'says that it is ready before it is',
    code: `(process.send as (message: unknown) => void)({ type: 'ready' }); process.exit(0);`,
    says: /./,
  },
  {
    name: 'answers calls that were never made',
    code: `const send = process.send?.bind(process) as (message: unknown) => void;
for (let id = 0; id < 100; id += 1) send({ type: 'rpc', message: { kind: 'return', id, ok: true, value: 10 } });
send({ type: 'rpc', message: { kind: 'offer', value: null } });
evidence = 'sent';`,
    says: /was not given openServer|ran: sent/,
  },
  {
    name: 'writes nonsense on the channel',
    code: `const { writeSync } = await import('node:fs');
for (let turn = 0; turn < 50; turn += 1) { try { writeSync(3, Buffer.alloc(4096, turn)); } catch { break; } }
evidence = 'written';`,
    says: /./,
  },
  {
    name: 'sends messages that are no messages',
    code: `const send = process.send?.bind(process) as (message: unknown) => void;
for (const message of [null, 7, 'x', [], {}, { type: 'rpc' }, { type: 'rpc', message: null }, { type: 'rpc', message: { kind: 'call', target: -1, args: 9 } }]) send(message);
evidence = 'sent';`,
    says: /ran: sent/,
  },
  {
    name: 'prints a result',
    code: `for (let line = 0; line < 100; line += 1) console.log('02-server-lifecycle: 10 of 10 points');
process.stdout.write(JSON.stringify({ score: 10, tests: [] }));
evidence = 'printed';`,
    says: /ran: printed/,
  },
  {
    name: 'takes the place of check()',
    code: `Object.assign(globalThis, { [Symbol.for('wirebook.outside-check')]: async () => ({ points: 10 }) });
evidence = 'replaced';`,
    says: /no cell calls check/,
  },
  {
    name: 'calls check() itself, with functions that return everything',
    code: `const anything: unknown = new Proxy(function () {}, { get: (_, name) => (name === 'then' ? undefined : anything), apply: () => anything });
void check({ openServer: anything, tellAddresses: anything, openRoom: anything } as never);
evidence = 'called';`,
    says: /./,
  },
  {
    name: 'returns prototypes that grant everything',
    code: `void check({ openServer: () => JSON.parse('{"__proto__":{"passed":true,"points":10},"constructor":{"prototype":{"failure":null}}}'), tellAddresses: () => [], openRoom: () => ({}) } as never);`,
    says: /./,
  },
  {
    name: 'returns a value without end',
    code: `const ring: Record<string, unknown> = {}; ring.ring = ring; ring.list = [ring, ring];
let deep: unknown = 1; for (let level = 0; level < 20000; level += 1) deep = { deep };
void check({ openServer: () => ({ ring, deep }), tellAddresses: () => ring, openRoom: () => deep } as never);`,
    says: /./,
  },
  {
    name: 'returns half a gigabyte',
    code: `void check({ openServer: () => 'x'.repeat(400_000_000), tellAddresses: () => Buffer.alloc(400_000_000), openRoom: () => new Array(5_000_000).fill('10') } as never);`,
    says: /./,
  },
  {
    name: 'returns objects that throw when they are looked at',
    code: `const trap: unknown = new Proxy({}, { get() { throw new Error('trap'); }, ownKeys() { throw new Error('trap'); }, getPrototypeOf() { throw new Error('trap'); } });
void check({ openServer: () => trap, tellAddresses: () => trap, openRoom: () => trap } as never);`,
    says: /./,
  },
  {
    name: 'never answers',
    code: `const never = () => new Promise<never>(() => {});
void check({ openServer: never, tellAddresses: never, openRoom: never } as never);`,
    says: /has not ended after/,
  },
  {
    name: 'answers with thenables that fulfil twice',
    code: `const odd = () => ({ then(done: (value: unknown) => void) { done({ close: () => {} }); done(10); throw new Error('odd'); } });
void check({ openServer: odd, tellAddresses: odd, openRoom: odd } as never);`,
    says: /./,
  },
  {
    name: 'unplugs the channel',
    code: 'process.disconnect();',
    says: /ended|did not reach check|never ends|unplugged|not ended|run to its end/,
  },
];
