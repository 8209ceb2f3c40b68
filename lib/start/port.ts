/** The port on which JupyterLab listens. */

import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { WirebookError } from '../base/error.ts';

/** The usual port of Jupyter. */
const FIRST_PORT = 8888;
const PORTS_TRIED = 100;

/**
 * A free port of 127.0.0.1.
 *
 * @param asked the very port that was asked for; 0: any; undefined: the first free one from 8888 on
 * @throws {WirebookError} when the port that was asked for cannot be bound
 */
export async function choosePort(asked: number | undefined): Promise<number> {
  if (asked !== undefined) {
    try {
      return await bindOnce(asked);
    } catch (cause) {
      throw new WirebookError(refusal(asked, cause), { cause });
    }
  }
  for (let port = FIRST_PORT; port < FIRST_PORT + PORTS_TRIED; port++) {
    try {
      return await bindOnce(port);
    } catch (error) {
      if (codeOf(error) !== 'EADDRINUSE') throw error;
    }
  }
  return await bindOnce(0);
}

/** Binds a port and closes it at once: a process that holds it makes the bind fail. */
async function bindOnce(port: number): Promise<number> {
  const server = createServer().listen({ host: '127.0.0.1', port, exclusive: true });
  await once(server, 'listening');
  const address = server.address() as AddressInfo; // it listens on an IP address, not on a path
  server.close();
  await once(server, 'close');
  return address.port;
}

function refusal(port: number, cause: unknown): string {
  const code = codeOf(cause);
  const otherwise = 'name another with --port, or leave --port out for the next free one';
  if (code === 'EADDRINUSE') {
    return `Cannot listen on 127.0.0.1:${port}: address already in use (EADDRINUSE); ${otherwise}`;
  }
  if (code === 'EACCES') {
    return `Cannot listen on 127.0.0.1:${port}: it needs privilege (EACCES); ${otherwise}`;
  }
  return `Cannot listen on 127.0.0.1:${port} (${code}); ${otherwise}`;
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code; // undefined on anything else, which is an answer too
}
