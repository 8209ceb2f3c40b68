import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Ports of the loopback address that nobody listens on.
 *
 * From below those that the system gives to connections: a client that tries a port of that range
 * again and again until somebody listens there is, once in 28,000 tries, given that very port for
 * its own end, is then connected to itself, and keeps the port from whoever it was meant for.
 */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(10_000, 32_000);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false; // Somebody has it, whatever else the error says.
  }
  await server[Symbol.asyncDispose]();
  return true;
}
