/** Getting a thread out of a system call that blocks, and knowing one that only waits for events. */

import { call, library } from '../system/ffi.ts';
import koffi from '../system/koffi.ts';
import { uninterrupted } from '../system/uninterrupted.ts';

type Bytes = Uint8Array;

const sigaction = call<[signal: number, action: Bytes, old: null]>(
  'int sigaction(int, const void *, void *)',
);
const tgkill = call<[process: number, thread: number, signal: number]>('int tgkill(int, int, int)');

/** A real-time signal that neither Node nor the C library uses. */
const wakeSignal = 40;
/** `sizeof(struct sigaction)`; its first member is the handler; no flags, so no SA_RESTART. */
const sizeOfSigaction = 152;
let canWake = false;

/**
 * Makes a blocking system call of a thread return with EINTR.
 *
 * @param thread the thread's id; that of the main thread is the process's own
 */
export function wakeThread(thread: number): void {
  if (!canWake) {
    // A signal needs a handler to interrupt a call. abs(3) takes a number, as handlers do, and
    // changes nothing.
    const find = library().func('void *dlsym(void *library, const char *name)');
    const action = Buffer.alloc(sizeOfSigaction);
    action.writeBigUInt64LE(koffi.address(find(null, 'abs')));
    sigaction(wakeSignal, action, null);
    canWake = true;
  }
  tgkill(process.pid, thread, wakeSignal);
}

/** The descriptor of epoll at which the main thread of Node waits for events between two tasks. */
export function mainLoopDescriptor(): number {
  mainLoop ??= uninterrupted(() => {
    const loop: unknown = library().func('void *uv_default_loop()')();
    return Number(library().func('int uv_backend_fd(void *loop)')(loop));
  });
  return mainLoop;
}

let mainLoop: number | undefined;
