/** Hears of every resource that this process opens, and gives it to the scope and cell that did. */

import type { ChildProcess } from 'node:child_process';
import type { Socket as Datagram } from 'node:dgram';
import diagnostics from 'node:diagnostics_channel';
import type { Socket as NetSocket, Server } from 'node:net';
import type { Worker } from 'node:worker_threads';
import { Socket, type SocketEvent } from '../../socket/index.ts';
import { type Cell, currentHost } from '../base/host.ts';
import { type Resource, ResourceScope } from '../base/resource-scope.ts';
import { isUntraced, untraced } from '../base/untraced.ts';
import { rememberBaseline } from '../system/descriptors.ts';
import {
  datagramResource,
  processResource,
  serverResource,
  streamResource,
  workerResource,
} from './node-resources.ts';
import { allowRebind, isStream, type OwnResource, socketResource } from './socket-resources.ts';

/** A resource that is open, with the cell that opened it. */
export interface Tracked {
  readonly resource: Resource;
  readonly scope: ResourceScope | undefined;
  readonly cell: Cell | undefined;
}

const open = new Map<object, Tracked>();
let tracking = false;

/** The resources that are open now, in the order of their opening; without timers. */
export function openResources(): readonly Tracked[] {
  return [...open.values()];
}

/** Starts to track. What was opened earlier stays unknown. */
export function startTracking(): void {
  if (tracking) return;
  tracking = true;
  rememberBaseline();
  listen<{ socket: NetSocket }>('net.client.socket', ({ socket }) => {
    take(socket, (handle) => streamResource(handle, 'client'));
  });
  listen<{ server: Server }>('tracing:net.server.listen:asyncStart', ({ server }) => {
    take(server, serverResource);
    // Earlier than the channel net.server.socket, which says nothing when a handler throws.
    server.prependListener('connection', takeConnection);
  });
  listen<{ server: Server }>('tracing:net.server.listen:asyncEnd', ({ server }) => {
    markListening(take(server, serverResource));
  });
  listen<{ server: Server }>('tracing:net.server.listen:error', ({ server }) => {
    // A server that could not listen emits no 'close'; closing it makes it do so.
    server.off('connection', takeConnection);
    open.get(server)?.resource.close();
  });
  listen<{ socket: Datagram }>('udp.socket', ({ socket }) => {
    const entry = take(socket, datagramResource);
    socket.once('listening', () => markListening(entry));
  });
  listen<{ process: ChildProcess }>('child_process', ({ process }) => {
    take(process, processResource);
  });
  listen<SocketEvent>('wirebook.socket.open', ({ socket }) => {
    if (!(socket instanceof Socket) || isUntraced(undefined)) return;
    if (ResourceScope.current()) untraced(() => allowRebind(socket));
    take(socket, socketResource);
  });
  listen<SocketEvent>('wirebook.socket.bind', ({ socket }) => {
    // A stream socket takes nothing before it listens.
    const entry = socket && open.get(socket);
    if (entry?.scope && !untraced(() => isStream(socket as Socket))) markListening(entry);
  });
  listen<SocketEvent>('wirebook.socket.listen', ({ socket }) => {
    if (socket) markListening(open.get(socket));
  });
  listen<SocketEvent>('wirebook.socket.accept', ({ socket }) => {
    const entry = socket && open.get(socket);
    if (!entry) return;
    own(entry)?.accepted();
    entry.scope?.accepted(entry.resource);
  });
  listen<SocketEvent>('wirebook.socket.close', ({ socket }) => {
    own(socket && open.get(socket))?.closing();
  });
  listen<{ worker: Worker }>('worker_threads', ({ worker }) => {
    take(worker, workerResource);
  });
}

function listen<Message>(channel: string, take: (message: Message) => void): void {
  // The channel's documentation fixes the shape of its messages.
  diagnostics.subscribe(channel, (message) => take(message as Message));
}

function take<T extends object>(handle: T, describe: (handle: T) => Resource): Tracked {
  const known = open.get(handle);
  if (known) return known;
  const resource = describe(handle);
  const entry = { resource, scope: ResourceScope.current(), cell: currentHost()?.cell() };
  open.set(handle, entry);
  void resource.closed.then(() => open.delete(handle));
  entry.scope?.add(resource);
  return entry;
}

function takeConnection(socket: NetSocket): void {
  const { scope, resource } = take(socket, (handle) => streamResource(handle, 'connection'));
  scope?.accepted(resource);
}

function own(entry: Tracked | undefined): OwnResource | undefined {
  return entry && 'closing' in entry.resource ? (entry.resource as OwnResource) : undefined;
}

function markListening(entry: Tracked | undefined): void {
  entry?.scope?.listens(entry.resource);
}
