/** How Node's own event loop watches a descriptor for us. */

import { isMainThread } from 'node:worker_threads';
import koffi from 'koffi';
import { library, once } from './ffi.ts';

/** A watch that Node's own event loop keeps on a descriptor. */
export interface Watch {
  /** Lets the watch keep the process alive. */
  ref(): void;
  /** Lets the process end although the watch is there. */
  unref(): void;
  close(): void;
}

/** Calls `onReadable` from Node's event loop whenever the descriptor is readable. */
export function watch(fd: number, onReadable: () => void): Watch {
  // A worker's loop is known to koffi alone.
  if (!isMainThread) return koffi.node.poll(fd, { readable: true }, onReadable);
  return new MainThreadWatch(fd, onReadable);
}

const UV_POLL = 8;
const UV_READABLE = 1;

const uv = once(() => ({
  defaultLoop: library().func('void *uv_default_loop()'),
  sizeOf: library().func('size_t uv_handle_size(int)'),
  init: library().func('int uv_poll_init(void *, void *, int)'),
  start: library().func('uv_poll_start', 'int', ['void *', 'int', pollCallback()]),
  stop: library().func('int uv_poll_stop(void *)'),
  ref: library().func('void uv_ref(void *)'),
  unref: library().func('void uv_unref(void *)'),
}));
const pollCallback = once(() => koffi.pointer(koffi.proto('void (void *, int, int)')));

/** A `uv_poll_t` of ours: its callback costs half of what that of koffi's watches does. */
class MainThreadWatch implements Watch {
  readonly #handle: unknown;

  constructor(fd: number, onReadable: () => void) {
    const { defaultLoop, sizeOf, init, start } = uv();
    this.#handle = koffi.alloc('char', sizeOf(UV_POLL));
    const result =
      init(defaultLoop(), this.#handle, fd) ||
      start(this.#handle, UV_READABLE, koffi.register(onReadable, pollCallback()));
    if (result < 0) throw new Error(`Cannot watch descriptor ${fd}: errno ${-result}`);
    // Node's loop runs on while the process ends, when no more code may.
    process.on('exit', () => this.close());
  }

  ref(): void {
    uv().ref(this.#handle);
  }

  unref(): void {
    uv().unref(this.#handle);
  }

  close(): void {
    uv().stop(this.#handle);
  }
}
