/** A learner's place at a kernel: starts it when it is needed, and ends it in every way there is. */

import { once } from 'node:events';
import type { Content } from '../../kernel/wire.ts';
import { killTree } from '../../processes.ts';
import { KernelClient } from '../kernel-client.ts';
import type { Received } from '../received.ts';
import { within } from '../within.ts';
import { openSockets } from './census.ts';

/** Time that a cell on a busy machine is given, in milliseconds. */
const patience = 90_000;

export class KernelSeat {
  readonly #folder: string;
  #kernel: KernelClient | undefined;

  /** @param folder where the kernel runs, as a front end has it: that of the notebook */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Runs a cell, and tells how it ended. */
  async run(code: string): Promise<string> {
    return String((await runCell(await this.#ready(), code)).status);
  }

  /** Interrupts a cell that never ends by itself; tells how it ended. */
  async interrupt(code: string): Promise<string> {
    const kernel = await this.#ready();
    const { id, reply } = kernel.send('execute_request', { code, store_history: true });
    await kernel.until(() => kernel.published.some(({ parent }) => parent === id), {
      limit: patience,
    });
    // As the kernelspec has it: by a message.
    kernel.send('interrupt_request', {}, 'control');
    const what = `an interrupted cell to end: ${code}`;
    return String((await within(reply, what, { limit: patience })).content.status);
  }

  /** Asks the kernel to end; tells what it left. */
  async shutdown(): Promise<readonly string[]> {
    const kernel = this.#kernel;
    this.#kernel = undefined;
    if (kernel === undefined) return [];
    await kernel.shutdown({ restart: true });
    return leftBy(kernel.ports);
  }

  /** Ends the kernel and its processes by force in the middle of a cell, as Jupyter does it. */
  async kill(code: string, after: number): Promise<readonly string[]> {
    const kernel = await this.#ready();
    this.#kernel = undefined;
    const { pid = 0 } = kernel.process;
    const exited = once(kernel.process, 'exit');
    kernel.send('execute_request', { code, store_history: true });
    const timer = setTimeout(() => killTree(pid), after);
    await exited;
    clearTimeout(timer);
    kernel.close();
    return leftBy(kernel.ports);
  }

  async #ready(): Promise<KernelClient> {
    this.#kernel ??= await KernelClient.start({ cwd: this.#folder });
    return this.#kernel;
  }
}

/** Runs a cell to its end, and gives the content of its reply. */
export async function runCell(kernel: KernelClient, code: string): Promise<Content> {
  const { id, reply } = kernel.send('execute_request', { code, store_history: true });
  const what = `a cell to end: ${code.slice(0, 200)}`;
  const { content } = await within(Promise.race([reply, kernel.hasEnded]), what, {
    limit: patience,
  });
  const isIdle = ({ type, parent, content }: Received) =>
    type === 'status' && parent === id && content.execution_state === 'idle';
  await kernel.until(() => kernel.published.some(isIdle), { limit: patience });
  return content;
}

/** Ports that are still bound. */
function leftBy(ports: readonly number[]): readonly string[] {
  const bound = openSockets().filter((each) =>
    ports.some((port) => each.startsWith('tcp 127.0.0.1:') && each.endsWith(`:${port} LISTEN`)),
  );
  return bound.map((each) => `a kernel that has ended left ${each}`);
}
