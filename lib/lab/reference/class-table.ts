/** The table of a class: its members, in the words of their documentation, with their system calls. */

import { type MethodEntry, systemCalls } from '../../socket/index.ts';
import { type Column, Table } from '../draw/table.ts';
import { type ClassDocumentation, declarations, type Member } from './declarations.ts';

/** A member of a class, a row of {@link classTable}. */
export interface MemberRow {
  /** Its name, such as `bind`; the class's own for the constructor. */
  readonly name: string;
  /** Its declaration in TypeScript. */
  readonly signature: string;
  readonly does: string;
  /** The system calls it makes, where nothing has to be waited for. */
  readonly calls: readonly string[];
  /** The page of the manual; empty where no system call is made. */
  readonly manual: string;
}

/** Which members to list. */
export interface ClassTableOptions {
  /** Leaves out the members that this class has as well. */
  readonly beyond?: string;
}

/**
 * The public members of a class of the sockets library, read from its declarations.
 *
 * @param name such as `Socket`
 * @throws RangeError for a name that the library has no class of
 * @example
 * await classTable('TcpSocket', { beyond: 'Socket' });
 */
export async function classTable(
  name: string,
  { beyond }: ClassTableOptions = {},
): Promise<Table<MemberRow>> {
  const { does, members } = await classNamed(name);
  const left = beyond === undefined ? [] : (await classNamed(beyond)).members;
  const isOwn = ({ name, declaredIn }: Member) =>
    !left.some((other) => other.name === name && other.declaredIn === declaredIn);
  const rows = members
    .filter((member) => isOwn(member) && !(beyond !== undefined && isInherited(member, name)))
    .map(rowOf);
  return new Table(rows, {
    caption: `${name}: ${does}`,
    columns: [
      { title: 'Member', value: ({ signature }) => signature, wraps: true },
      { title: 'What it does', value: ({ does }) => does, wraps: true },
      ...(rows.some(({ calls }) => calls.length > 0) ? callColumns : []),
    ],
    foldsAbove: longTable,
    notes: beyond === undefined ? [] : [`And what ${beyond} has.`],
  });
}

/** A page of rows: a reader of the lesson opens what is longer. */
const longTable = 12;

const callColumns: readonly Column<MemberRow>[] = [
  { title: 'Manual', value: ({ manual }) => manual },
  // Some make the same call again and again: a reader needs each name once.
  { title: 'System calls', value: ({ calls }) => [...new Set(calls)].join(', ') },
];

/** A constructor that only passes on to that of the class below. */
function isInherited({ kind, declaredIn }: Member, name: string): boolean {
  return kind === 'constructor' && declaredIn !== name;
}

async function classNamed(name: string): Promise<ClassDocumentation> {
  const found = (await declarations()).class(name);
  if (found) return found;
  throw new RangeError(`The sockets library has no class ${name}`);
}

function rowOf(member: Member): MemberRow {
  const { name, signature, does } = member;
  const entry = entryOf(member);
  return { name, signature, does, calls: entry?.calls ?? [], manual: entry?.manual ?? '' };
}

/** Members that do the same as another. */
const aliases: Readonly<Record<string, string>> = {
  '[Symbol.dispose]': 'close',
  '[Symbol.asyncDispose]': 'close',
};

/** Classes without a descriptor: their members make no system calls. */
const withoutDescriptor: ReadonlySet<string> = new Set(['Addrinfo']);

/** The line of the table of system calls that speaks of a member. */
function entryOf({ kind, name, signature, declaredIn }: Member): MethodEntry | undefined {
  if (withoutDescriptor.has(declaredIn)) return undefined;
  const receiver = declaredIn === 'Epoll' ? 'epoll' : 'socket';
  const callee = {
    constructor: `new ${declaredIn}`,
    // A static member is written with its class.
    static: calleeOf(signature),
    instance: `${receiver}.${aliases[name] ?? name}`,
  }[kind];
  return systemCalls.find(({ method }) => calleeOf(method) === callee);
}

/** The name: the text before the parenthesis. */
function calleeOf(written: string): string {
  const [callee = ''] = written.split('(');
  return callee;
}
