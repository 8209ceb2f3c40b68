/** Starts background cells and knows them by name. */

import { currentHost, type Host } from '../base/host.ts';
import { Background, type BackgroundFunction, type BackgroundOptions } from './background-cell.ts';
import { startTracking } from './tracker.ts';

const byName = new Map<string, Background>();
let knownHost: Host | undefined;
/** The tidying after an earlier run of the notebook, which must be over before anything starts. */
let tidying: Promise<unknown> | undefined;

/**
 * Starts `fn` and returns at once; sockets that it opens stay open after the cell is done.
 *
 * Starting the same name again first stops the old one and waits until its sockets are closed, so
 * that a cell can be run twice. Stopping closes every socket, server, child process, worker and
 * timer that was opened inside. For the same reason TCP sockets of `wirebook` that are opened
 * inside get SO_REUSEADDR.
 *
 * @param name its name in the panel
 * @param fn the server; gets `log`, `signal` and `ready`
 * @example
 * const echo = background('echo', ({ log }) => {
 *   const server = net.createServer((socket) => socket.pipe(socket)).listen(4481, '127.0.2.1');
 *   server.on('connection', (socket) => log('client', socket.remotePort));
 * });
 * await echo.ready;
 */
export function background(
  name: string,
  fn: BackgroundFunction,
  options: BackgroundOptions = {},
): Background {
  startTracking();
  attachTo(currentHost());
  const earlier = byName.get(name);
  const next = new Background(name, options);
  byName.set(name, next);
  if (earlier || tidying) next.start(fn, { after: Promise.all([tidying, earlier?.stop()]) });
  else next.start(fn);
  return next;
}

/** Every background cell of this process, by the name of each its latest. */
export function backgrounds(): readonly Background[] {
  return [...byName.values()];
}

/** Stops every background cell and waits until all they opened is closed. */
export async function stopAll(): Promise<void> {
  await Promise.all(backgrounds().map((cell) => cell.stop()));
}

/** Makes background cells that start from now on wait until `work` is over. */
export function startAfter(work: Promise<unknown>): void {
  const all = Promise.allSettled([tidying, work]);
  tidying = all;
  void all.then(() => {
    if (tidying === all) tidying = undefined;
  });
}

/** Settles when the tidying that {@link startAfter} announced is over. */
export async function tidied(): Promise<void> {
  await tidying;
}

/** Forgets background cells that have ended, so that a new run starts with none. */
export function forgetEnded(): void {
  for (const [name, { isRunning }] of byName) if (!isRunning) byName.delete(name);
}

function attachTo(host: Host | undefined): void {
  if (!host || host === knownHost) return;
  knownHost = host;
  host.onShutdown(stopAll);
  host.onUncaught?.((error) => {
    const cell = Background.current();
    cell?.fail(error);
    return cell !== undefined;
  });
}
