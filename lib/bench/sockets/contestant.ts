/** What the contestants written in TypeScript share: a process that runs one workload. */

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Runs a workload and gives its figure. */
export type Workload = (count: number, size: number) => Promise<number>;

/** Runs the workload that the command line names, prints its figure, and ends the process. */
export async function measure(workloads: Readonly<Record<string, Workload>>): Promise<never> {
  const [name = '', count = '1', size = '0'] = process.argv.slice(2);
  const value = await workloads[name]?.(Number(count), Number(size));
  // A server that was forked has no figure to print: its output is that of its client.
  if (!name.startsWith('serve-')) console.log(value);
  process.exit(value === undefined ? 1 : 0);
}

/** Tells whoever connects which port to connect to. */
export function serve(port: number): void {
  if (process.send) {
    // A client that was killed connects no more, and would be waited for.
    process.on('disconnect', () => process.exit(1));
    process.send(port);
  } else console.log(port);
}

/** The port that a forked server listens at. */
export async function port(child: ChildProcess): Promise<number> {
  const [message] = await once(child, 'message');
  child.unref();
  child.channel?.unref();
  return Number(message);
}

/** The memory of this process, in bytes, after what is garbage has been collected. */
export function resident(): number {
  global.gc?.();
  return process.memoryUsage.rss();
}

/** How long a turn of each client takes, all at once, in milliseconds. */
export async function roundsOfAll<Client>(
  clients: readonly Client[],
  {
    rounds,
    turn,
  }: { readonly rounds: number; readonly turn: (client: Client) => Promise<unknown> },
): Promise<number> {
  const go = async (times: number): Promise<number> => {
    const start = performance.now();
    for (let i = 0; i < times; i++) await Promise.all(clients.map(turn));
    return (performance.now() - start) / times;
  };
  await go(Math.ceil(rounds / 10));
  return go(rounds);
}
