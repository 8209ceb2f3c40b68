/** Watches a descriptor in the event loop of this thread. */

import { library, once } from '../system/ffi.ts';
import koffi from '../system/koffi.ts';
import { uninterrupted } from '../system/uninterrupted.ts';

/** A watch that the event loop keeps on a descriptor. */
export interface Watch {
  /** Lets the watch keep the process alive. */
  ref(): void;
  /** Lets the process end although the watch is there. */
  unref(): void;
}

const UV_POLL = 8;
const UV_READABLE = 1;

const uv = once(() => ({
  eventLoop: library().func('int napi_get_uv_event_loop(void *env, _Out_ void **loop)'),
  walk: library().func('uv_walk', 'void', ['void *', koffi.pointer(walkCallback()), 'void *']),
  typeOf: library().func('int uv_handle_get_type(void *handle)'),
  fileno: library().func('int uv_fileno(void *handle, _Out_ int *fd)'),
  start: library().func('uv_poll_start', 'int', ['void *', 'int', koffi.pointer(pollCallback())]),
  ref: library().func('void uv_ref(void *handle)'),
  unref: library().func('void uv_unref(void *handle)'),
}));
const walkCallback = once(() => koffi.proto('void (void *handle, void *)'));
/** libuv passes the handle, a status and the events; C allows to take none of them. */
const pollCallback = once(() => koffi.proto('void ()'));

/**
 * Calls `onReadable` from the event loop whenever the descriptor is readable.
 *
 * The `uv_poll_t` is one of koffi's, which closes it when the thread ends, also when `terminate()` ends
 * a worker and no more JavaScript runs. The callback is not: koffi's watches abort the process where
 * the event loop calls them in a worker that is being terminated, and its registered callbacks do
 * nothing then. They also cost half.
 */
export function watch(fd: number, onReadable: () => void): Watch {
  return uninterrupted(() => begin(fd, onReadable));
}

function begin(fd: number, onReadable: () => void): Watch {
  const owner = koffi.node.poll(fd, { readable: true }, onReadable);
  const callback = registered(onReadable);
  if (callback === undefined) return owner;
  const { start, ref, unref } = uv();
  const handle = pollHandleOf(fd);
  start(handle, UV_READABLE, callback);
  // The event loop runs on while the thread ends, when no more code may.
  process.on('exit', () => {
    owner.close();
    koffi.unregister(callback);
  });
  return { ref: () => ref(handle), unref: () => unref(handle) };
}

/**
 * A callback for C. There are 8,192 in a process, and each worker that is terminated keeps one: undefined
 * if none is left.
 */
function registered(onReadable: () => void): ReturnType<typeof koffi.register> | undefined {
  try {
    return koffi.register(onReadable, koffi.pointer(pollCallback()));
  } catch (error) {
    if (String(error).includes('Too many callbacks')) return undefined;
    throw error;
  }
}

/** The `uv_poll_t` of a descriptor in this thread's event loop. */
function pollHandleOf(fd: number): unknown {
  const { eventLoop, walk, typeOf, fileno } = uv();
  const loop: [unknown] = [null];
  eventLoop(koffi.node.env, loop);
  let found: unknown;
  walk(
    loop[0],
    (handle: unknown) => {
      const own: [number] = [-1];
      if (typeOf(handle) === UV_POLL && fileno(handle, own) === 0 && own[0] === fd) found = handle;
    },
    null,
  );
  if (found !== undefined) return found;
  throw new Error(`Cannot watch descriptor ${fd}: its handle is not in the event loop`);
}
