/** A system call in words. */

import { constants } from 'node:os';
import { errorText } from '../../socket/system/errors.ts';
import { type EventStyle, styles } from '../draw/event-style.ts';
import type { TracedCall } from './traced-call.ts';

/** Longer labels are cut, in characters; hovering shows them whole. */
const maxLabelLength = 34;

/** The call as strace(1) writes it. */
export function callText(call: TracedCall): string {
  return `${call.name}(${call.args.join(', ')}) = ${call.result}${call.error ? ` ${call.error}` : ''}`;
}

/** The call with its time, for hovering. */
export function callDetail(call: TracedCall): string {
  const failure = call.error ? `: ${describe(call)}` : '';
  return `${callText(call)}, ${(call.duration * 1000).toFixed(1)} µs${failure}`;
}

/** The places of the arguments that tell most about a call. */
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
export function shortText(call: TracedCall): string {
  const { name, args, result, error } = call;
  const telling = tellingArguments[name]?.map((place) => args[place] ?? '') ?? args.slice(1);
  const shown = telling
    .filter((arg) => error !== 'EAGAIN' || !unfilled.has(arg))
    .map((arg) => arg.replace(/\|SOCK_(?:NONBLOCK|CLOEXEC)/g, '').replace(/^\{(.*)\}$/, '$1'))
    .join(', ');
  const outcome = error || (result > 0 && name !== 'socket' ? `= ${result}` : '');
  const room = maxLabelLength - outcome.length - name.length;
  const cut = shown.length > room ? `${shown.slice(0, Math.max(room - 3, 4))}...` : shown;
  return `${name}(${cut}) ${outcome}`.trim();
}

/** The texts of arguments that a failed call has not filled. */
const unfilled: ReadonlySet<string> = new Set(['peer', 'buffer', 'sender', 'address', 'value']);

/** The error of a call in words. */
function describe({ error }: TracedCall): string {
  const number = constants.errno[error as keyof typeof constants.errno];
  return number === undefined ? error : errorText(number);
}

/** Errors that only say: not yet. */
const waits: ReadonlySet<string> = new Set(['EAGAIN', 'EINPROGRESS', 'EALREADY']);

/** The look of a call: it succeeds, would have to wait, or fails. */
export function styleOfCall({ error }: TracedCall): EventStyle {
  if (error === '') return styles.call;
  return waits.has(error) ? styles.again : styles.error;
}
