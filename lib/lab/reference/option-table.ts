/** The tables of socket options, with the value that a fresh socket has on this machine. */

import { inspect } from 'node:util';
import {
  AF_INET,
  AF_INET6,
  AF_PACKET,
  AF_UNIX,
  type OptionEntry,
  SOCK_DGRAM,
  SOCK_RAW,
  SOCK_STREAM,
  SOL_IP,
  SOL_IPV6,
  SOL_PACKET,
  SOL_SOCKET,
  SOL_TCP,
  SOL_UDP,
  Socket,
  SocketError,
  socketOptions,
} from '../../socket/index.ts';
import { untraced } from '../base/untraced.ts';
import { Table } from '../draw/table.ts';
import { optionNotes, rareOptionNotes } from './option-notes.ts';

/** One socket option, a row of {@link optionTable}. */
export interface OptionRow {
  readonly name: string;
  /** The answer of `getsockopt`, in words. */
  readonly kind: string;
  /** The page of the manual. */
  readonly manual: string;
  /** The value that a fresh socket has here; undefined where it cannot be read. */
  readonly value: unknown;
  /** The code of the error that took the place of a value. */
  readonly code: string | undefined;
  readonly does: string;
}

/** The kinds of fresh sockets; the later ones are for options that the earlier ones lack. */
const fresh: ReadonlyMap<number, readonly (() => Socket)[]> = new Map([
  [SOL_SOCKET, [() => new Socket(AF_INET, SOCK_STREAM), () => new Socket(AF_UNIX, SOCK_STREAM)]],
  [SOL_IP, [() => new Socket(AF_INET, SOCK_DGRAM), () => new Socket(AF_INET, SOCK_RAW, 255)]],
  [SOL_IPV6, [() => new Socket(AF_INET6, SOCK_DGRAM)]],
  [SOL_TCP, [() => new Socket(AF_INET, SOCK_STREAM)]],
  [SOL_UDP, [() => new Socket(AF_INET, SOCK_DGRAM)]],
  [SOL_PACKET, [() => new Socket(AF_PACKET, SOCK_RAW)]],
]);

/** Which options to list. */
export interface OptionTableOptions {
  /** Only those that many programs use, or only the others; all unless given. */
  readonly only?: 'usual' | 'rare';
}

/**
 * The socket options of a level that the library knows, or of all.
 *
 * @param level such as {@link SOL_SOCKET}
 * @example
 * optionTable(SOL_TCP).rows.find(({ name }) => name === 'TCP_NODELAY')?.value; // false
 */
export function optionTable(level?: number, { only }: OptionTableOptions = {}): Table<OptionRow> {
  const entries = socketOptions()
    .filter((entry) => level === undefined || entry.level === level)
    .filter(({ name }) => only === undefined || name in rareOptionNotes === (only === 'rare'));
  const pages = [...new Set(entries.map(({ manual }) => manual))].join(', ');
  return new Table(entries.map(rowOf), {
    caption: `${only === 'rare' ? 'Rare socket' : 'Socket'} options, ${pages}`,
    columns: [
      { title: 'Option', value: ({ name }) => name },
      { title: 'Type', value: ({ kind }) => kind },
      { title: 'A fresh socket here', value: shown, wraps: true },
      { title: 'What it does', value: ({ does }) => does },
    ],
    empty: 'The library has no options of this level.',
  });
}

function rowOf(entry: OptionEntry): OptionRow {
  const { name, codec, manual } = entry;
  const does = optionNotes[name] ?? rareOptionNotes[name] ?? '';
  return { name, kind: codec.kind, manual, does, ...read(entry) };
}

/** The value of the first socket that has the option; otherwise why the first has not. */
function read({ level, number, codec }: OptionEntry): Pick<OptionRow, 'value' | 'code'> {
  let code: string | undefined;
  for (const create of fresh.get(level) ?? []) {
    try {
      return untraced(() => {
        using socket = create();
        const value = codec.unpack(socket.getsockopt(level, number, codec.size));
        return { value, code: undefined };
      });
    } catch (error) {
      if (!(error instanceof SocketError)) throw error;
      code ??= error.code;
    }
  }
  return { value: undefined, code };
}

function shown({ value, code }: OptionRow): string {
  if (code !== undefined) return code;
  if (value instanceof Buffer) return `${value.length} bytes`;
  return inspect(value, { breakLength: Number.POSITIVE_INFINITY });
}
