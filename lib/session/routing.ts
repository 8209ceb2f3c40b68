/** Sends what code prints, throws and starts to the cell that the code belongs to. */

import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { fstatSync } from 'node:fs';
import { isatty } from 'node:tty';
import { TextDecoder } from 'node:util';
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
  boundTables();
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
    if (done !== undefined) callLater(done);
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

type Written = NonNullable<Parameters<Write>[2]>;

/** The callback of the last writes of this turn, and their number. */
let calls:
  | { readonly done: Written; readonly cell: SessionCell | undefined; times: number }
  | undefined;

/**
 * Calls `done` in the next tick. The console passes the same callback with every line, and a loop
 * without end would fill the memory with ticks that never come.
 */
function callLater(done: Written): void {
  const cell = currentCell();
  if (calls?.done === done && calls.cell === cell) {
    calls.times += 1;
    return;
  }
  const batch = { done, cell, times: 1 };
  calls = batch;
  process.nextTick(() => {
    if (calls === batch) calls = undefined;
    for (; batch.times > 0; batch.times -= 1) done();
  });
}

type Listener = (...args: never[]) => void;
type AddListener = (this: EventEmitter, event: string | symbol, listener: Listener) => EventEmitter;

/**
 * Binds listeners to the cell that adds them. Node emits the events of accepted connections outside
 * of any cell, so the output of their listeners would belong to no cell.
 */
function bindListeners(): void {
  const prototype = EventEmitter.prototype as unknown as Record<string, AddListener>;
  for (const method of ['on', 'addListener', 'prependListener']) {
    const add = prototype[method];
    if (add === undefined) continue;
    prototype[method] = function (event, listener) {
      const cell = currentCell();
      // The console adds one to its stream for each line, and takes it away again.
      const isConsole = this === process.stdout || this === process.stderr;
      if (typeof listener !== 'function' || cell === undefined || isConsole) {
        return add.call(this, event, listener);
      }
      // The whole context: the instruments keep one of their own beside the cell.
      const inContext: InContext = AsyncLocalStorage.snapshot();
      const { listener: ofOnce } = listener as { listener?: Listener };
      const bound: Listener & { listener?: Listener } = function (this: EventEmitter, ...args) {
        // What once() adds takes itself away, by its own name, under which it is not known here. A
        // removal calls nothing, so the arguments of the listener do not matter.
        if (ofOnce) this.removeListener(event, bound as () => void);
        if (currentCell() === cell) return listener.apply(this, args);
        try {
          return inContext(() => listener.apply(this, args));
        } catch (error) {
          thrown = { error, inContext };
          throw error;
        }
      };
      // The name under which removeListener() and listeners() know the original.
      bound.listener = ofOnce ?? listener;
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

/** A table with more rows is cut, since the console makes the whole table before it prints a line. */
const maxTableRows = 1000;

/** `console.table()` in a cell shows the first rows of a long table, and tells the rest. */
function boundTables(): void {
  const table = console.table;
  console.table = (data, columns) => {
    const cut = currentCell() === undefined ? undefined : firstRows(data);
    table.call(console, cut?.rows ?? data, columns);
    if (cut === undefined) return;
    const more = cut.all - maxTableRows;
    const rows = `${more.toLocaleString('en')} more row${more === 1 ? '' : 's'}`;
    console.log(`[${rows} not shown: a table shows at most 1,000 rows]`);
  };
}

/** The first rows of a long table; `undefined` where it is short, or not a table. */
function firstRows(data: unknown): { readonly rows: unknown; readonly all: number } | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  if (Array.isArray(data) || (ArrayBuffer.isView(data) && 'subarray' in data)) {
    const list = data as Uint8Array | readonly unknown[];
    if (list.length <= maxTableRows) return undefined;
    return { rows: list.slice(0, maxTableRows), all: list.length };
  }
  if (data instanceof Map || data instanceof Set) {
    if (data.size <= maxTableRows) return undefined;
    const first = data.entries().take(maxTableRows);
    const rows = data instanceof Map ? new Map(first) : new Set([...first].map(([each]) => each));
    return { rows, all: data.size };
  }
  const keys = Object.keys(data);
  if (keys.length <= maxTableRows) return undefined;
  const values = data as Readonly<Record<string, unknown>>;
  const rows = Object.fromEntries(keys.slice(0, maxTableRows).map((key) => [key, values[key]]));
  return { rows, all: keys.length };
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

/**
 * Makes the standard streams of this process blocking again, as they were inherited.
 *
 * Node makes a pipe non-blocking as soon as code touches its stream. A parent process that writes to
 * the same pipe then gets EAGAIN: Python loses half of a traceback.
 */
function keepStdioBlocking(): void {
  for (const [fd, name] of (['stdin', 'stdout', 'stderr'] as const).entries()) {
    const about = fstatSync(fd);
    // A file, /dev/null among them, is always blocking: to make its stream takes milliseconds.
    if (about.isFile() || (about.isCharacterDevice() && !isatty(fd))) continue;
    const stream = process[name];
    // Not in Node's documentation, and in every Node since 0.12; without it the streams stay as is.
    const { _handle } = stream as { _handle?: { setBlocking?(blocking: boolean): void } };
    _handle?.setBlocking?.(true);
  }
}
