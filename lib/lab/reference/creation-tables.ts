/** The tables of address families and socket types, each tried out on this machine. */

import {
  type AddressFamily,
  AF_INET,
  AF_INET6,
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  SOCK_RAW,
  Socket,
  SocketError,
} from '../../socket/index.ts';
import { untraced } from '../base/untraced.ts';
import { Table } from '../draw/table.ts';
import { constantValue, type Documented, declarations } from './declarations.ts';

/** The outcome of one combination on this machine. */
export interface Attempt {
  /** The other half of the combination: a type for a family, a family for a type. */
  readonly with: string;
  /** The code of the error, such as EPERM; undefined where the socket was created. */
  readonly code: string | undefined;
}

/** A constant that new Socket() takes, a row of {@link familyTable} and {@link typeTable}. */
export interface CreationRow extends Documented {
  readonly number: number;
  /** Empty for a constant that is not tried: a placeholder, or a flag. */
  readonly attempts: readonly Attempt[];
}

/** Families that stand for none, and flags that are added to a type. */
const untried: ReadonlySet<string> = new Set(['AF_UNSPEC', 'SOCK_NONBLOCK', 'SOCK_CLOEXEC']);

/** The address families, with the types that this machine creates of each. */
export async function familyTable(): Promise<Table<CreationRow>> {
  const types = await constantsOf('SOCK_');
  const rows = (await constantsOf('AF_')).map((family) => ({
    ...family,
    attempts: attempts(family, types, (type) => [family.number, type]),
  }));
  return creationTable(rows, { caption: 'Address families', title: 'Family' });
}

/** The socket types, with the families that this machine creates them in. */
export async function typeTable(): Promise<Table<CreationRow>> {
  const families = await constantsOf('AF_');
  const rows = (await constantsOf('SOCK_')).map((type) => ({
    ...type,
    attempts: attempts(type, families, (family) => [family, type.number]),
  }));
  return creationTable(rows, { caption: 'Socket types', title: 'Type' });
}

interface Constant extends Documented {
  readonly number: number;
}

async function constantsOf(prefix: string): Promise<readonly Constant[]> {
  const documented = (await declarations()).constants(prefix);
  return documented.flatMap((constant) => {
    const number = constantValue(constant.name);
    return number === undefined ? [] : [{ ...constant, number }];
  });
}

function attempts(
  own: Constant,
  others: readonly Constant[],
  combine: (other: number) => readonly [family: number, type: number],
): readonly Attempt[] {
  if (untried.has(own.name)) return [];
  return others
    .filter(({ name }) => !untried.has(name))
    .map(({ name, number }) => ({ with: name, code: tryToCreate(...combine(number)) }));
}

/** Raw sockets of the Internet families need a protocol: 0 is not one of theirs. */
const rawProtocols: ReadonlyMap<number, number> = new Map([
  [AF_INET, IPPROTO_ICMP],
  [AF_INET6, IPPROTO_ICMPV6],
]);

/** The code of the error of socket(2); undefined if there was none. */
function tryToCreate(family: number, type: number): string | undefined {
  const protocol = type === SOCK_RAW ? rawProtocols.get(family) : undefined;
  try {
    // The number comes from a constant of this type.
    untraced(() => new Socket(family as AddressFamily, type, protocol).close());
    return undefined;
  } catch (error) {
    if (error instanceof SocketError) return error.code;
    throw error;
  }
}

function creationTable(
  rows: readonly CreationRow[],
  { caption, title }: { readonly caption: string; readonly title: string },
): Table<CreationRow> {
  return new Table(rows, {
    caption,
    columns: [
      { title, value: ({ name }) => name },
      { title: 'Number', value: ({ number }) => number },
      { title: 'What it is', value: ({ does }) => does, wraps: true },
      { title: 'Created here', value: ({ attempts }) => listed(attempts, undefined), wraps: true },
      { title: 'Refused here', value: ({ attempts }) => refused(attempts) },
    ],
    notes: ['Raw sockets of the Internet families are tried with ICMP as their protocol.'],
  });
}

function listed(attempts: readonly Attempt[], code: string | undefined): string {
  return attempts
    .filter((attempt) => attempt.code === code)
    .map((attempt) => attempt.with)
    .join(', ');
}

/** Such as `EPERM: SOCK_RAW`, code by code. */
function refused(attempts: readonly Attempt[]): string {
  const codes = new Set(attempts.flatMap(({ code }) => code ?? []));
  return [...codes].map((code) => `${code}: ${listed(attempts, code)}`).join('; ');
}
