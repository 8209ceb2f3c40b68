/** Node's own sockets, servers, processes, workers and timers, as resources of a scope. */

import type { ChildProcess } from 'node:child_process';
import type { Socket as Datagram } from 'node:dgram';
import type { Server as HttpServer } from 'node:http';
import type { Socket as NetSocket, Server } from 'node:net';
import type { Worker } from 'node:worker_threads';
import { formatAddress, formatEndpoint } from '../base/endpoint.ts';
import type { Resource } from '../base/resource-scope.ts';

/** The time that a child process has to end after SIGTERM, in milliseconds. */
const endTimeout = 500;

/** A socket of `node:net` or `node:tls`: accepted by a server, or a client's. */
export function streamResource(socket: NetSocket, kind: 'connection' | 'client'): Resource {
  const local = () => endpoint(socket.localAddress, socket.localPort);
  const peer = () => endpoint(socket.remoteAddress, socket.remotePort);
  return {
    kind,
    where: () => `${local()} ⇄ ${peer()}`,
    bytes: () => ({ received: socket.bytesRead, sent: socket.bytesWritten }),
    close: () => void socket.destroy(),
    abandon: () => void socket.resetAndDestroy(),
    closed: socket.closed ? Promise.resolve() : emitted(socket, 'close'),
  };
}

/** A server of `node:net`, `node:http` or anything built on them. */
export function serverResource(server: Server | HttpServer): Resource {
  let where = '';
  let isClosed = false;
  const closed = emitted(server, 'close').then(() => {
    isClosed = true;
  });
  return {
    kind: 'listener',
    where: () => {
      const address = server.address();
      if (address) where = formatAddress(address);
      return where;
    },
    close: () => {
      // A server that looks its host up can be closed, and listen all the same a moment later.
      if (server.listening || !isClosed) server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
    },
    closed,
  };
}

/** A socket of `node:dgram`. */
export function datagramResource(socket: Datagram): Resource {
  let isClosed = false;
  const closed = emitted(socket, 'close').then(() => {
    isClosed = true;
  });
  return {
    kind: 'datagram',
    where: () => {
      try {
        return formatAddress(socket.address());
      } catch {
        return ''; // Not bound yet, or closed: it has no address to tell.
      }
    },
    close: () => {
      if (!isClosed) socket.close();
      isClosed = true;
    },
    closed,
  };
}

/** A child process: asked to end first, killed when it takes too long. */
export function processResource(child: ChildProcess): Resource {
  const ended = Promise.race([emitted(child, 'exit'), emitted(child, 'close')]);
  let asked = false;
  return {
    kind: 'process',
    where: () => `${child.pid ?? ''} ${child.spawnfile ?? ''}`.trim(),
    close: () => {
      if (asked) return;
      asked = true;
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), endTimeout);
      void ended.then(() => clearTimeout(force));
    },
    closed: ended,
  };
}

/** A worker thread. */
export function workerResource(worker: Worker): Resource {
  return {
    kind: 'worker',
    where: () => `${worker.threadId}`,
    close: () => void worker.terminate(),
    closed: emitted(worker, 'exit'),
  };
}

/** A timer that has not fired for the last time. */
export function timerResource(timer: NodeJS.Timeout, gone: PromiseWithResolvers<void>): Resource {
  return {
    kind: 'timer',
    where: () => '',
    close: () => {
      clearTimeout(timer);
      // A timer that ended unobserved is known to have ended only now.
      gone.resolve();
    },
    closed: gone.promise,
  };
}

function endpoint(host: string | undefined, port: number | undefined): string {
  return host === undefined || port === undefined ? '?' : formatEndpoint(host, port);
}

function emitted(emitter: NodeJS.EventEmitter, event: string): Promise<void> {
  return new Promise((resolve) => {
    emitter.once(event, () => resolve());
  });
}
