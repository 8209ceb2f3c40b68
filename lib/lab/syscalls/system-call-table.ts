/** The table at the end of each lesson: which method makes which system call. */

import { type MethodEntry, systemCalls } from '../../socket/index.ts';
import { Table } from '../draw/table.ts';

/**
 * The system calls behind methods of the sockets library, in the order in which they are named.
 *
 * @param names methods without their arguments, such as `new Socket`, `bind` or `localAddress`
 * @throws RangeError for a name that no method has
 * @example
 * systemCallTable('bind', 'listen').rows[0]?.manual; // 'bind(2)'
 */
export function systemCallTable(...names: readonly string[]): Table<MethodEntry> {
  return new Table(names.map(entryOf), {
    caption: 'System calls',
    columns: [
      { title: 'Method', value: ({ method }) => method, wraps: true },
      { title: 'System calls', value: ({ calls }) => calls.join(', '), wraps: true },
      { title: 'Manual', value: ({ manual }) => manual },
      { title: 'What it does', value: ({ does }) => does },
    ],
    empty: 'Name the methods to list.',
  });
}

function entryOf(name: string): MethodEntry {
  const entry = systemCalls.find(({ method }) => nameOf(method) === name);
  if (entry) return entry;
  throw new RangeError(`No method that makes a system call is named ${name}`);
}

/** `socket.bind(address)` is `bind`, `Socket.pair()` is `Socket.pair`. */
function nameOf(method: string): string {
  return method.replace(/\(.*$/, '').replace(/^[a-z]+\./, '');
}
