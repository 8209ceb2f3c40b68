/** The tables of select(2), poll(2) and epoll(7): arguments, answers and costs, side by side. */

import { existsSync, readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import {
  EPOLLIN,
  Epoll,
  getrlimit,
  POLLIN,
  POLLNVAL,
  poll,
  RLIMIT_NOFILE,
  Socket,
  SocketError,
  select,
  systemCalls,
} from '../../socket/index.ts';
import { untraced } from '../base/untraced.ts';
import { ascending, figures, percentile } from '../chart/statistics.ts';
import { Table } from '../draw/table.ts';
import { constantValue, declarations } from './declarations.ts';

/** One aspect of waiting for several descriptors, a row of {@link readinessTable}. */
export interface ReadinessRow {
  readonly aspect: string;
  readonly select: string;
  readonly poll: string;
  readonly epoll: string;
}

/** One event to wait for, a row of {@link readinessEvents}. */
export interface EventRow {
  /** Its name for poll; undefined where only epoll has it. */
  readonly poll: string | undefined;
  readonly epoll: string | undefined;
  readonly number: number;
  readonly does: string;
}

/** The size of C's `fd_set` in bits: a select(2) of C sees no descriptor beyond. */
const FD_SETSIZE = 1024;
const watchedSockets = 200;
const lookCount = 21;

/** select, poll and epoll side by side, with the limits and the cost on this machine. */
export async function readinessTable(): Promise<Table<ReadinessRow>> {
  const files = `${getrlimit(RLIMIT_NOFILE).soft}, by RLIMIT_NOFILE`;
  const rows: readonly ReadinessRow[] = [
    {
      aspect: 'system calls',
      select: callsOf('select'),
      poll: callsOf('poll'),
      epoll: callsOf('new Epoll', 'epoll.add', 'epoll.wait'),
    },
    {
      aspect: 'what each call takes',
      select: 'three lists: read, write, except',
      poll: 'a list of { fd, events }',
      epoll: 'nothing: add, modify and remove change a set that stays in the kernel',
    },
    {
      aspect: 'timeout in C',
      select: 'a struct timeval: seconds, microseconds',
      poll: 'milliseconds; -1 for no limit',
      epoll: 'milliseconds; -1 for no limit',
    },
    { aspect: 'timeout here', ...same('milliseconds; 0 only looks; without it there is no limit') },
    {
      aspect: 'what it answers',
      select: 'three lists of those that are ready',
      poll: 'a list of { request, events }',
      epoll: 'a list of { fd, events }',
    },
    { aspect: 'the answer when time is over', ...(await whenIdle()) },
    { aspect: 'a descriptor that is not open', ...(await whenClosed()) },
    {
      aspect: 'how it reports',
      select: 'as long as it is ready',
      poll: 'as long as it is ready',
      epoll: 'as long as it is ready, or each change once: EPOLLET',
    },
    {
      aspect: 'highest descriptor',
      select: `${FD_SETSIZE - 1} in C, by FD_SETSIZE; here as for poll`,
      poll: 'any',
      epoll: 'any',
    },
    {
      aspect: 'most descriptors on this machine',
      select: files,
      poll: files,
      epoll: `${maxWatches()} for each user, by fs.epoll.max_user_watches`,
    },
    { aspect: `time to look at ${watchedSockets}, one of them ready`, ...(await costs()) },
  ];
  return new Table(rows, {
    caption: 'Waiting for several descriptors',
    columns: [
      { title: 'Aspect', value: ({ aspect }) => aspect, wraps: true },
      { title: 'select()', value: (row) => row.select, wraps: true },
      { title: 'poll()', value: (row) => row.poll, wraps: true },
      { title: 'Epoll', value: (row) => row.epoll, wraps: true },
    ],
    notes: [`The time is the median of ${lookCount} looks that do not wait.`],
  });
}

/** The events of poll and epoll, with their numbers. */
export async function readinessEvents(): Promise<Table<EventRow>> {
  const known = await declarations();
  const rows = new Map<string, EventRow>();
  for (const prefix of ['EPOLL', 'POLL'] as const) {
    for (const { name, does } of known.constants(prefix)) {
      const number = constantValue(name);
      if (number === undefined) continue;
      const event = name.slice(prefix.length);
      const row = rows.get(event) ?? { poll: undefined, epoll: undefined, number, does };
      rows.set(event, { ...row, [prefix === 'POLL' ? 'poll' : 'epoll']: name });
    }
  }
  return new Table(
    [...rows.values()].sort((a, b) => a.number - b.number),
    {
      caption: 'Events',
      columns: [
        { title: 'poll()', value: (row) => row.poll },
        { title: 'Epoll', value: (row) => row.epoll },
        { title: 'Number', value: ({ number }) => `0x${number.toString(16)}` },
        { title: 'What it says', value: ({ does }) => does },
      ],
    },
  );
}

/** The number of descriptors that a user may watch; not every container shows it. */
function maxWatches(): string {
  const path = '/proc/sys/fs/epoll/max_user_watches';
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : 'unknown';
}

type Answers = Omit<ReadinessRow, 'aspect'>;

function same(text: string): Answers {
  return { select: text, poll: text, epoll: text };
}

function callsOf(...callees: readonly string[]): string {
  return callees
    .flatMap((callee) => {
      const entry = systemCalls.find(({ method }) => method.startsWith(`${callee}(`));
      return entry?.calls ?? [];
    })
    .join(', ');
}

async function whenIdle(): Promise<Answers> {
  using pairs = openPairs(1);
  const [idle] = pairs.watched;
  if (idle === undefined) return same('');
  using epoll = untraced(() => new Epoll());
  epoll.add(idle, EPOLLIN);
  return {
    select: inspect(await select({ read: [idle], timeout: 0 })),
    poll: inspect(await poll([{ fd: idle, events: POLLIN }], { timeout: 0 })),
    epoll: inspect(await epoll.wait(1, { timeout: 0 })),
  };
}

async function whenClosed(): Promise<Answers> {
  // No process has this number: Linux allows about a billion open files at most.
  const fd = 2 ** 31 - 1;
  using epoll = untraced(() => new Epoll());
  const [answer] = await poll([{ fd, events: POLLIN }], { timeout: 0 });
  return {
    select: await codeOf(() => select({ read: [fd], timeout: 0 })),
    poll: answer?.events === POLLNVAL ? 'answers POLLNVAL' : inspect(answer),
    epoll: `${await codeOf(() => epoll.add(fd, EPOLLIN))} from add; closed later, it drops out once its last copy is closed`,
  };
}

async function codeOf(call: () => unknown): Promise<string> {
  try {
    await call();
    return 'no error';
  } catch (error) {
    if (error instanceof SocketError) return error.code;
    throw error;
  }
}

async function costs(): Promise<Answers> {
  using pairs = openPairs(watchedSockets);
  const { watched } = pairs;
  await pairs.others.at(-1)?.sendAll('x');
  using epoll = untraced(() => new Epoll());
  for (const socket of watched) epoll.add(socket, EPOLLIN);
  const requests = watched.map((fd) => ({ fd, events: POLLIN }));
  return {
    select: await medianOf(() => select({ read: watched, timeout: 0 })),
    poll: await medianOf(() => poll(requests, { timeout: 0 })),
    epoll: await medianOf(() => epoll.wait(watchedSockets, { timeout: 0 })),
  };
}

async function medianOf(look: () => Promise<unknown>): Promise<string> {
  const times: number[] = [];
  for (let round = 0; round < lookCount; round++) {
    const begin = performance.now();
    await look();
    times.push(1000 * (performance.now() - begin));
  }
  return `${figures(percentile(ascending(times), 50))} µs`;
}

interface Pairs extends Disposable {
  readonly watched: readonly Socket[];
  readonly others: readonly Socket[];
}

/** Connected sockets in pairs: one to watch, one to write to it. */
function openPairs(count: number): Pairs {
  const pairs = untraced(() => Array.from({ length: count }, () => Socket.pair()));
  return {
    watched: pairs.map(([watched]) => watched),
    others: pairs.map(([, other]) => other),
    [Symbol.dispose]() {
      for (const socket of pairs.flat()) socket.close();
    },
  };
}
