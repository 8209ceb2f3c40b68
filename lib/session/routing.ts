/** Sends what code prints, throws and starts to the cell that the code belongs to. */

import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { TextDecoder } from 'node:util';
import { keepStdioBlocking } from './blocking-stdio.ts';
import type { StreamName } from './cell-output.ts';
import { routeChildren } from './child-output.ts';
import { currentCell, type SessionCell } from './session-cell.ts';

/** Reports an error that no cell owns. */
export type OrphanReport = (error: unknown) => void;

/** Deals with an error before its cell does; answers whether it has. */
export type UncaughtHandler = (error: unknown) => boolean;

/** Routes the output and the errors of this process; once, for good. */
export function installRouting(reportOrphan: OrphanReport, handle: UncaughtHandler): void {
  keepStdioBlocking();
  routeStream('stdout');
  routeStream('stderr');
  bindListeners();
  routeChildren();
  refuseExit();
  clearCells();
  const route = (error: unknown) => {
    const origin = thrown?.error === error ? thrown?.inContext : undefined;
    thrown = undefined;
    const report = () => {
      const cell = currentCell();
      if (handle(error)) return;
      if (cell === undefined) reportOrphan(error);
      else cell.fail(error);
    };
    if (origin === undefined) report();
    else origin(report);
  };
  process.on('uncaughtException', route);
  process.on('unhandledRejection', route);
}

/** Runs a function in the asynchronous context that it was made in. */
type InContext = <T>(fn: () => T) => T;

/** The last error that left a listener: by the time it counts as uncaught its context is forgotten. */
let thrown: { readonly error: unknown; readonly inContext: InContext } | undefined;

type Write = (
  chunk: string | Uint8Array,
  encoding?: BufferEncoding | ((error?: Error | null) => void),
  written?: (error?: Error | null) => void,
) => boolean;

function routeStream(name: StreamName): void {
  const stream = process[name];
  const original = stream.write.bind(stream) as Write;
  const decoders = new WeakMap<SessionCell, TextDecoder>();
  const write: Write = (chunk, encoding, written) => {
    const cell = currentCell();
    if (cell === undefined) return original(chunk, encoding, written);
    cell.output.write(name, typeof chunk === 'string' ? chunk : decode(cell, chunk));
    const done = typeof encoding === 'function' ? encoding : written;
    if (done !== undefined) process.nextTick(done);
    return true;
  };
  // A character may be cut in two between writes, each cell's by itself.
  const decode = (cell: SessionCell, bytes: Uint8Array) => {
    let decoder = decoders.get(cell);
    if (decoder === undefined) {
      decoder = new TextDecoder();
      decoders.set(cell, decoder);
    }
    return decoder.decode(bytes, { stream: true });
  };
  stream.write = write;
}

type Listener = (...args: never[]) => void;
type AddListener = (this: EventEmitter, event: string | symbol, listener: Listener) => EventEmitter;

/**
 * Binds listeners to the cell that adds them. Node emits the events of accepted connections outside
 * of any cell, so what their listeners print would belong to nobody.
 */
function bindListeners(): void {
  const prototype = EventEmitter.prototype as unknown as Record<string, AddListener>;
  for (const method of ['on', 'addListener', 'prependListener']) {
    const add = prototype[method];
    if (add === undefined) continue;
    prototype[method] = function (event, listener) {
      const cell = currentCell();
      if (typeof listener !== 'function' || cell === undefined) {
        return add.call(this, event, listener);
      }
      // The whole context: the instruments keep one of their own beside the cell.
      const inContext: InContext = AsyncLocalStorage.snapshot();
      const bound: Listener & { listener?: Listener } = function (this: EventEmitter, ...args) {
        if (currentCell() === cell) return listener.apply(this, args);
        try {
          return inContext(() => listener.apply(this, args));
        } catch (error) {
          thrown = { error, inContext };
          throw error;
        }
      };
      // The name under which removeListener() and listeners() know the original.
      bound.listener = (listener as { listener?: Listener }).listener ?? listener;
      return add.call(this, event, bound);
    };
  }
}

function refuseExit(): void {
  const exit = process.exit;
  process.exit = (code) => {
    const cell = currentCell();
    if (cell === undefined) return exit.call(process, code);
    throw new Error(
      `process.exit(${code ?? ''}) would end the kernel with all its servers and variables; ` +
        'a cell ends by itself, and an early end of a function is `return`',
    );
  };
}

/** `console.clear()` in a cell clears what the cell has shown. */
function clearCells(): void {
  const clear = console.clear;
  console.clear = () => {
    const cell = currentCell();
    if (cell === undefined) clear.call(console);
    else cell.output.clear({ wait: false });
  };
}
