/** The system calls that a piece of code makes, as a list and as a drawing. */

import diagnostics from 'node:diagnostics_channel';
import { constants } from 'node:os';
import { errorName, errorText } from '../socket/errors.ts';
import type { SystemCall } from '../socket/index.ts';
import { excerpt, firstThatFits, foldLines } from './bounds.ts';
import { styles } from './event-style.ts';
import { html } from './html.ts';
import { Picture, type Representation } from './picture.ts';
import { drawSequence, formatTime } from './sequence.ts';
import { traceProcess } from './strace.ts';
import { figure } from './svg.ts';
import { decodeArguments } from './syscall-arguments.ts';
import { isUnobserved } from './unobserved.ts';

/** A system call that was made. */
export interface TracedCall {
  readonly name: string;
  /** The arguments in the words of C, such as `AF_INET`. */
  readonly args: readonly string[];
  /** What it returned; -1 on failure. */
  readonly result: number;
  /** The name of the error, such as `EADDRINUSE`; empty where it succeeded. */
  readonly error: string;
  /** When it began, in milliseconds since the beginning. */
  readonly at: number;
  /** How long it took, in milliseconds. */
  readonly duration: number;
}

/** Which calls are recorded, and by whom. */
export interface SyscallsOptions {
  /**
   * `library`: the calls of the course's sockets. `strace`: all that this process asks the kernel
   * about sockets, Node's own sockets among them; needs strace and the right to trace.
   */
  readonly by?: 'library' | 'strace';
  /** Also how the library waits: `epoll_ctl` and `epoll_wait`. */
  readonly epoll?: boolean;
}

/** How many calls are drawn: fewer where they say much. */
const DRAWN = [60, 40, 24, 12] as const;
/** How many descriptors have a lane of their own. */
const MOST_LANES = 6;

/** Longer labels are cut, in characters; hovering shows them whole. */
const LONGEST_LABEL = 34;

/**
 * Records the system calls that this process makes about sockets while `fn` runs: those of `fn`
 * and those of servers that answer it.
 *
 * @param fn what to record; it may be asynchronous
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
  const begin = performance.now();
  const record = (message: unknown) => {
    const call = message as SystemCall;
    if (isUnobserved(call.args[0])) return;
    calls.push({
      name: call.name,
      args: decodeArguments(call),
      result: call.result,
      error: call.result < 0 ? errorName(call.errno) : '',
      at: call.startedAt - begin,
      duration: call.duration,
    });
  };
  diagnostics.subscribe('wirebook.syscall', record);
  try {
    await fn();
  } finally {
    diagnostics.unsubscribe('wirebook.syscall', record);
  }
  return calls;
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
      html: firstThatFits(DRAWN, (rows) => figure(this.#draw(begin, rows), text, notes)),
    };
  }

  #draw(begin: number, rows: number) {
    const { head, hidden, tail } = excerpt(this.calls, rows);
    const descriptors = [...new Set([...head, ...tail].map(laneOf))];
    const own = descriptors.slice(0, descriptors.length > MOST_LANES ? MOST_LANES - 1 : MOST_LANES);
    const others = descriptors.length - own.length;
    const event = (call: TracedCall) => {
      const lane = own.indexOf(laneOf(call));
      return {
        at: call.at - begin,
        from: lane < 0 ? own.length : lane,
        label: lane < 0 ? `fd ${laneOf(call)}: ${shortText(call)}` : shortText(call),
        detail: `${callText(call)}, ${(call.duration * 1000).toFixed(1)} µs${call.error ? `: ${describe(call)}` : ''}`,
        style: styleOf(call),
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

function callText(call: TracedCall): string {
  return `${call.name}(${call.args.join(', ')}) = ${call.result}${call.error ? ` ${call.error}` : ''}`;
}

/** What tells most about a call, by the places of its arguments. */
const tellingArguments: Readonly<Record<string, readonly number[]>> = {
  socket: [0, 1],
  bind: [1],
  connect: [1],
  listen: [1],
  accept4: [1],
  getsockname: [1],
  getpeername: [1],
  send: [1],
  recv: [1],
  sendto: [1, 4],
  recvfrom: [1, 4],
  shutdown: [1],
  setsockopt: [2, 3],
  getsockopt: [2, 3],
  read: [1],
  write: [1],
};

/** The call in few words; its lane names the descriptor already. */
function shortText(call: TracedCall): string {
  const { name, args, result, error } = call;
  const telling = tellingArguments[name]?.map((place) => args[place] ?? '') ?? args.slice(1);
  const shown = telling
    .filter((arg) => error !== 'EAGAIN' || !unfilled.has(arg))
    .map((arg) => arg.replace(/\|SOCK_(?:NONBLOCK|CLOEXEC)/g, '').replace(/^\{(.*)\}$/, '$1'))
    .join(', ');
  const outcome = error || (result > 0 && name !== 'socket' ? `= ${result}` : '');
  const room = LONGEST_LABEL - outcome.length - name.length;
  const cut = shown.length > room ? `${shown.slice(0, Math.max(room - 3, 4))}...` : shown;
  return `${name}(${cut}) ${outcome}`.trim();
}

/** How arguments read that a failed call has not filled. */
const unfilled: ReadonlySet<string> = new Set(['peer', 'buffer', 'sender', 'address', 'value']);

function describe({ error }: TracedCall): string {
  const number = constants.errno[error as keyof typeof constants.errno];
  return number === undefined ? error : errorText(number);
}

function styleOf({ error }: TracedCall) {
  if (error === '') return styles.call;
  return error === 'EAGAIN' || error === 'EINPROGRESS' ? styles.again : styles.error;
}
