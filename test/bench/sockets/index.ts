/** `npm run bench -- sockets`: this library against `node:net`, CPython, Ruby and C. */

import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { WirebookError } from '../../../lib/base/error.ts';
import { entryPoint } from '../../../lib/base/paths.ts';
import { openFilesLimit } from '../../../lib/kernel/open-files.ts';
import type { Area, Curve, Figures, Job, Run, Scale } from '../area.ts';

/** The arguments of the contestants' programs. */
interface SocketJob extends Job {
  /** The name of the workload. */
  readonly program: string;
  readonly count: number;
  readonly size: number;
}

const MEBIBYTE = 2 ** 20;

const nested = `The library waits on an epoll descriptor of its own, which libuv's watches: the kernel looks
through two of them where node:net has one.`;

function jobs(scale: Scale): readonly SocketJob[] {
  const some = (count: number) => (scale === 'quick' ? Math.ceil(count / 20) : count);
  return [
    job('echo-one', '64-byte echo, both ends in one process', {
      ...{ unit: 'µs', count: some(20_000) },
      why: `Every system call goes through the foreign function interface, which costs some 80 ns, and
each answer through the event loop.`,
    }),
    job('echo-two', '64-byte echo, two processes', {
      ...{ unit: 'µs', count: some(20_000) },
      why: `Each message wakes a process. ${nested} That costs some 8 % more processor time, for as
many system calls and as many sleeps. Where nothing else runs, most of the time passes until a sleeping
processor has woken, which varies from run to run.`,
    }),
    ...[
      { name: 'throughput-64k', pieces: '64 KiB', size: MEBIBYTE / 16, count: some(16_000) },
      { name: 'throughput-1m', pieces: '1 MiB', size: MEBIBYTE, count: some(1_000) },
    ].map(({ name, pieces, size, count }) =>
      job(name, `Throughput, written in pieces of ${pieces}`, {
        ...{ unit: 'MiB/s', program: 'throughput', count, size },
        why: `C bounds it: the kernel copies, and no language can hurry it. Every wait costs more
than C's, since it goes through libuv. ${nested}`,
      }),
    ),
    job('accept-close', 'Connect, accept and close', {
      ...{ unit: '/s', count: some(5_000) },
      why: 'Each connection is an object of its own with an address of its own, and waits in the event loop.',
    }),
    job('idle', 'Memory of the server for each idle connection', {
      ...{ unit: 'bytes', count: some(10_000) },
      why: 'Each connection has a promise that waits; a descriptor in Python or Ruby waits for nobody.',
    }),
  ];
}

/** Echo with more and more clients: one round is an answer to each of them. */
function echoClients(scale: Scale): Curve<SocketJob> {
  const most = openFilesLimit() - 100;
  const wanted = scale === 'quick' ? [1, 10, 100] : [1, 10, 100, 1_000, 10_000];
  const sizes = wanted.map((size) => Math.min(size, most));
  return {
    name: 'echo-clients',
    title: 'One echo for each of many clients',
    of: 'clients',
    unit: 'ms',
    sizes: [...new Set(sizes)],
    repeats: () => (scale === 'quick' ? 2 : 3),
    contestants: ['wirebook', 'node:net'],
    jobOf: (clients) => {
      const rounds = Math.ceil((scale === 'quick' ? 1_000 : 20_000) / clients);
      return {
        ...job('echo-clients', `${clients} clients`, { unit: 'ms', count: clients }),
        ...{ name: `echo-clients-${clients}`, program: 'echo-many', size: Math.max(rounds, 5) },
      };
    },
    why: `With up to 100 clients a message gets cheaper, since one turn of the event loop serves many
of them; with 1,000 it takes as much processor time again as with one, or a little more, for the
library and for node:net alike. What is added is spent inside the system calls.`,
    ...(sizes.at(-1) === wanted.at(-1)
      ? {}
      : {
          leftOut: `more than ${most} clients: this machine allows ${openFilesLimit()} open files`,
        }),
  };
}

function job(
  name: string,
  title: string,
  {
    unit,
    why,
    ...about
  }: { unit: string; count: number; size?: number; program?: string; why?: string },
): SocketJob {
  const better = unit.endsWith('/s') ? 'higher' : 'lower';
  const measurement = { name, title, unit, better, ...(why === undefined ? {} : { why }) } as const;
  return { name, measurements: [measurement], program: name, size: 0, ...about };
}

const beside = (file: string) => join(import.meta.dirname, file);
const program = (name: string) => [
  process.execPath,
  '--expose-gc',
  entryPoint(import.meta.url, name),
];

/** Sockets, the same workloads in each language. */
export const sockets: Area<SocketJob> = {
  name: 'sockets',
  title: 'Sockets',
  about: `The library calls the functions of libc. Beside it the same work is done with Node's own
\`node:net\`, with the socket modules of Python and Ruby, and in C. Those three stop in the call
until it is done, which costs nothing but can serve nobody else meanwhile; Node and the library
wait in an event loop that does. All of these programs lie in \`test/bench/sockets\`.`,
  candidates: [
    { name: 'wirebook', prepare: () => runner(program('./ours')) },
    { name: 'node:net', prepare: () => runner(program('./node-net')) },
    {
      ...{ name: 'python', source: { from: 'debian', program: 'python3', package: 'python3' } },
      prepare: () => runner(['python3', beside('sockets.py')]),
    },
    {
      ...{ name: 'ruby', source: { from: 'debian', program: 'ruby', package: 'ruby' } },
      prepare: () => runner(['ruby', beside('sockets.rb')]),
    },
    {
      ...{ name: 'c', source: { from: 'debian', program: 'gcc', package: 'gcc' } },
      async prepare({ folder }) {
        const binary = join(folder, 'sockets');
        await promisify(execFile)('gcc', ['-O2', '-o', binary, beside('sockets.c')]);
        return runner([binary], ['idle']);
      },
    },
  ],
  warmUp: () => ({ ...job('echo-two', '', { unit: 'µs', count: 500 }), name: 'warm-up' }),
  jobs,
  curves: (scale) => [echoClients(scale)],
};

function runner(command: readonly string[], lacks: readonly string[] = []): Run<SocketJob> {
  const [executable = '', ...before] = command;
  return async ({ program: name, measurements: [measurement], count, size }, signal) => {
    if (measurement === undefined || lacks.includes(name)) return undefined;
    const args = [...before, name, String(count), String(size)];
    const options = { timeout: 120_000, signal };
    const figure =
      name === 'idle'
        ? await runIdle(executable, args, { count, signal })
        : (await promisify(execFile)(executable, args, options)).stdout;
    return figureOf(measurement.name, figure);
  };
}

function figureOf(name: string, text: unknown): Figures {
  const value = Number(text);
  if (Number.isNaN(value)) throw new WirebookError(`${name} ended without a figure`);
  return { [name]: value };
}

/** Runs a server that says its port, then its figure once all have connected. */
async function runIdle(
  executable: string,
  args: readonly string[],
  { count, signal }: { readonly count: number; readonly signal: AbortSignal | undefined },
): Promise<unknown> {
  const server = spawn(executable, args, { stdio: ['ignore', 'pipe', 'inherit'], signal });
  // An end by the signal is seen below, as the end of its output.
  server.on('error', () => {});
  const lines = createInterface(server.stdout)[Symbol.asyncIterator]();
  const { value: port } = await lines.next();
  const dial = [entryPoint(import.meta.url, './ours'), 'dial', String(count), String(port)];
  const dialer = spawn(process.execPath, dial, { stdio: 'inherit' });
  try {
    const { value: figure } = await lines.next();
    return figure;
  } finally {
    dialer.kill();
  }
}
