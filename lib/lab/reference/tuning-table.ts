/** The table of tuning techniques: what each gains, what it costs, and what it does on this machine. */

import { Table } from '../table.ts';
import {
  collectSegments,
  fillQueue,
  growBuffers,
  keepConnection,
  measureNagle,
  rebind,
  reuseMemory,
  sendAtOnce,
  sharePort,
} from './tuning.ts';

/** One technique, a row of {@link tuningTable}. */
export interface TuningRow {
  readonly technique: string;
  readonly benefit: string;
  readonly price: string;
  /** What was measured on this machine, just now. */
  readonly measured: string;
}

/** A technique, with the measurement that shows its benefit. */
interface Technique extends Omit<TuningRow, 'measured'> {
  readonly measure: () => string | Promise<string>;
}

const techniques: readonly Technique[] = [
  {
    technique: 'TCP_NODELAY',
    benefit: 'small messages do not wait for the acknowledgement of earlier ones',
    price: 'more and smaller packets',
    measure: measureNagle,
  },
  {
    technique: 'TCP_CORK',
    benefit: 'a head and a body from several sends travel in full segments',
    price: 'forgotten, it holds the last bytes back for 200 ms',
    measure: collectSegments,
  },
  {
    technique: 'one large send',
    benefit: 'fewer system calls for the same bytes',
    price: 'memory in which the bytes are gathered',
    measure: sendAtOnce,
  },
  {
    technique: 'recvInto: one buffer again and again',
    benefit: 'no memory is taken and collected for each receive',
    price: 'the bytes must be used before the next receive',
    measure: reuseMemory,
  },
  {
    technique: 'one connection for many requests',
    benefit: 'no handshake and no new socket for each request',
    price: 'idle connections hold descriptors and memory',
    measure: keepConnection,
  },
  {
    technique: 'SO_RCVBUF, SO_SNDBUF',
    benefit: 'room for fast and distant peers; set before connect or listen',
    price: 'memory for each connection; the kernel no longer adapts the size',
    measure: growBuffers,
  },
  {
    technique: 'a longer backlog',
    benefit: 'a burst of clients waits instead of being dropped',
    price: 'those at its end wait longer; it hides a server that is too slow',
    measure: fillQueue,
  },
  {
    technique: 'SO_REUSEADDR',
    benefit: 'a server restarts at once, in spite of TIME_WAIT',
    price: 'none for a TCP server; both sockets need it',
    measure: rebind,
  },
  {
    technique: 'SO_REUSEPORT',
    benefit: 'several processes accept at one port, each from its own queue',
    price: 'what waits in the queue of one that closes is reset',
    measure: sharePort,
  },
];

/**
 * Ways to make a conversation faster, each with its benefit, its price, and a figure measured now on
 * the loopback interface, one after another.
 */
export async function tuningTable(): Promise<Table<TuningRow>> {
  const rows: TuningRow[] = [];
  for (const { technique, benefit, price, measure } of techniques) {
    rows.push({ technique, benefit, price, measured: await measure() });
  }
  return new Table(rows, {
    caption: 'Tuning',
    columns: [
      { title: 'Technique', value: ({ technique }) => technique, wraps: true },
      { title: 'Benefit', value: ({ benefit }) => benefit, wraps: true },
      { title: 'Price', value: ({ price }) => price, wraps: true },
      { title: 'Measured on this machine', value: ({ measured }) => measured },
    ],
    notes: [
      'Measured on the loopback interface, which has no distance: a network adds its own time.',
    ],
  });
}
