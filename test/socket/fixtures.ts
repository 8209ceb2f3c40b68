/** Sockets for tests, connected through the real kernel. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from '../../lib/socket/index.ts';

/** The address of this suite: all of 127.0.0.0/8 is loopback. */
export const HOST = '127.0.9.1';

/** A listening TCP socket at a port of the kernel's choice. */
export function listener(backlog?: number): Socket {
  const server = new Socket(AF_INET, SOCK_STREAM);
  server.bind(Addrinfo.tcp(HOST, 0));
  server.listen(backlog);
  return server;
}

/** Two connected TCP sockets. Closing the pair closes both. */
export async function tcpPair(): Promise<
  { readonly client: Socket; readonly server: Socket } & Disposable
> {
  using listening = listener();
  const client = new Socket(AF_INET, SOCK_STREAM);
  await client.connect(listening.localAddress);
  const [server] = await listening.accept();
  return {
    client,
    server,
    [Symbol.dispose]() {
      client.close();
      server.close();
    },
  };
}

/** What `promise` rejects with, or what `fn` throws. */
export async function failureOf(fn: () => unknown): Promise<Error & Record<string, unknown>> {
  try {
    await fn();
  } catch (error) {
    if (error instanceof Error) return error as Error & Record<string, unknown>;
    throw error;
  }
  throw new Error('expected a failure');
}

/** Tries again, a turn of the event loop later, until there is a result. */
export async function until<T>(attempt: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (;;) {
    const result = await attempt();
    if (result !== undefined && result !== null && result !== false) return result;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/**
 * Runs code in a process of its own, which has to end by itself. It finds the library as `wirebook`.
 * `wrapper` is a command that runs the process, such as strace.
 */
export async function runProgram(
  code: string,
  wrapper: readonly string[] = [],
): Promise<{ readonly exit: unknown; readonly output: string }> {
  const library = JSON.stringify(new URL('../../lib/socket/index.ts', import.meta.url).href);
  const source = `const wirebook = await import(${library});\n${code}`;
  const args = ['--expose-gc', '--input-type=module', '--eval', source];
  const [command = '', ...rest] = [...wrapper, process.execPath, ...args];
  const child = spawn(command, rest, { timeout: 110_000 });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const [exit, signal] = await once(child, 'close');
  return { exit: exit ?? signal, output };
}
