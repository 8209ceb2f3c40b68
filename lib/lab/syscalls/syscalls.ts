/** The system calls that a piece of code makes, as a list and as a drawing. */

import diagnostics from 'node:diagnostics_channel';
import type { SystemCall } from '../../socket/index.ts';
import { errorName } from '../../socket/system/errors.ts';
import { html } from '../base/html.ts';
import { Picture, type Representation } from '../base/picture.ts';
import { isUntraced } from '../base/untraced.ts';
import { excerpt, firstThatFits, foldLines } from '../draw/bounds.ts';
import { drawSequence, formatTime } from '../draw/sequence.ts';
import { figure } from '../draw/svg.ts';
import { callDetail, callText, shortText, styleOfCall } from './call-text.ts';
import { traceProcess } from './strace.ts';
import { decodeArguments } from './syscall-arguments.ts';
import type { TracedCall } from './traced-call.ts';

/** The calls to record, and the program that records them. */
export interface SyscallsOptions {
  /**
   * `library`: the calls of the course's sockets. `strace`: all that this process asks the kernel
   * about sockets, Node's own sockets among them; needs strace and the right to trace.
   */
  readonly by?: 'library' | 'strace';
  /** Also how the library waits: `epoll_ctl` and `epoll_wait`. */
  readonly epoll?: boolean;
}

/** Numbers of drawn calls, tried in this order until the drawing fits. */
const drawnCalls = [60, 40, 24, 12] as const;
/** The most descriptors that have a lane of their own. */
const maxLanes = 6;

/**
 * Records the system calls that this process makes about sockets while `fn` runs: those of `fn`
 * and those of servers that answer it.
 *
 * @param fn the code to record; it may be asynchronous
 * @throws Error with `by: 'strace'` where strace is missing or may not trace
 * @example
 * const trace = await syscalls(() => new Socket(AF_INET, SOCK_STREAM).close());
 * trace.calls.map(({ name }) => name); // ['socket', 'close']
 */
export async function syscalls(
  fn: () => unknown,
  { by = 'library', epoll = false }: SyscallsOptions = {},
): Promise<SyscallTrace> {
  const all = by === 'strace' ? await traceProcess(fn) : await recordLibrary(fn);
  const calls = all.filter(({ name }) => epoll || !name.startsWith('epoll_'));
  return new SyscallTrace(calls, all.length - calls.length);
}

async function recordLibrary(fn: () => unknown): Promise<readonly TracedCall[]> {
  const calls: TracedCall[] = [];
  await watchCalls(fn, (call) => calls.push(call));
  return calls;
}

/** Hands each call that the library makes while `fn` runs to `onCall`, straight after the call. */
export async function watchCalls(
  fn: () => unknown,
  onCall: (call: TracedCall, made: SystemCall) => void,
): Promise<void> {
  const begin = performance.now();
  const listener = (message: unknown) => {
    // The channel's messages have this shape.
    const made = message as SystemCall;
    const { name, args, result, errno, startedAt, duration } = made;
    if (isUntraced(args[0])) return;
    const error = result < 0 ? errorName(errno) : '';
    const at = startedAt - begin;
    onCall({ name, args: decodeArguments(made), result, error, at, duration }, made);
  };
  diagnostics.subscribe('wirebook.syscall', listener);
  try {
    await fn();
  } finally {
    diagnostics.unsubscribe('wirebook.syscall', listener);
  }
}

/** Recorded system calls. */
export class SyscallTrace extends Picture implements Iterable<TracedCall> {
  readonly calls: readonly TracedCall[];
  readonly #hidden: number;

  constructor(calls: readonly TracedCall[], hidden: number) {
    super();
    this.calls = calls;
    this.#hidden = hidden;
  }

  [Symbol.iterator](): Iterator<TracedCall> {
    return this.calls[Symbol.iterator]();
  }

  protected represent(): Representation {
    const hidden =
      this.#hidden > 0
        ? `Calls of epoll, by which the library waits, are left out: ${this.#hidden}`
        : '';
    const begin = this.calls[0]?.at ?? 0;
    const lines = this.calls.map(
      (call) => `${formatTime(call.at - begin).padStart(9)}  ${callText(call)}`,
    );
    const folded = foldLines(
      lines,
      (more) => `... ${more} more calls; the trace's calls hold them all`,
    );
    const count = this.calls.length;
    const title =
      count === 0 ? 'No system calls.' : `${count} system call${count === 1 ? '' : 's'}`;
    const text = [title, ...folded, ...(hidden ? [hidden] : [])].join('\n');
    if (count === 0)
      return { text, html: html`<pre style="background:none;color:inherit">${text}</pre>`.markup };
    const notes = hidden ? [html`<div style="font-size:.9em">${hidden}</div>`] : [];
    return {
      text,
      html: firstThatFits(drawnCalls, (rows) => figure(this.#draw(begin, rows), text, notes)),
    };
  }

  #draw(begin: number, rows: number) {
    const { head, hidden, tail } = excerpt(this.calls, rows);
    const descriptors = [...new Set([...head, ...tail].map(laneOf))];
    const own = descriptors.slice(0, descriptors.length > maxLanes ? maxLanes - 1 : maxLanes);
    const others = descriptors.length - own.length;
    const event = (call: TracedCall) => {
      const lane = own.indexOf(laneOf(call));
      return {
        at: call.at - begin,
        from: lane < 0 ? own.length : lane,
        label: lane < 0 ? `fd ${laneOf(call)}: ${shortText(call)}` : shortText(call),
        detail: callDetail(call),
        style: styleOfCall(call),
      };
    };
    const gap = hidden > 0 ? [`${hidden} more calls, in the text form`] : [];
    return drawSequence({
      lanes: [
        ...own.map((fd) => (fd === '' ? 'other' : `fd ${fd}`)),
        ...(others > 0 ? [`${others} more`] : []),
      ],
      events: [...head.map(event), ...gap, ...tail.map(event)],
      title: 'System calls, one lane a descriptor',
      description: `${this.calls.length} calls on ${descriptors.length} descriptors, in the order in which they were made; the text form lists them.`,
    });
  }
}

/** The descriptor a call is about: that which it made, for calls that make one from nothing. */
function laneOf({ name, args, result }: TracedCall): string {
  if (name === 'socket' || name === 'epoll_create1') return result < 0 ? '' : String(result);
  return args[0]?.match(/^\d+/)?.[0] ?? '';
}
