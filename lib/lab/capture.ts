/** Captures the packets that a piece of code causes on the loopback interface. */

import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { SocketError } from '../socket/index.ts';
import { Capture } from './capture-picture.ts';
import { type FlowOptions, type FlowWatch, watchFlows } from './flow-filter.ts';
import { ownSockets } from './own-sockets.ts';
import { endpointText, type Packet } from './packet.ts';
import { PacketTap } from './packet-tap.ts';
import { findRecording, record } from './recordings.ts';

/** What is captured, and how it is called. */
export interface CaptureOptions extends FlowOptions {
  /**
   * The name of the recording that is shown where capturing is not allowed:
   * `recordings/<lesson address>-<name>.pcap` beside the notebook.
   */
  readonly recording?: string;
}

/** How long nothing may arrive before the conversation counts as over, in milliseconds. */
const QUIET = 50;
/** How long to wait for that at most, in milliseconds. */
const LONGEST_WAIT = 1000;

/**
 * Runs `fn` and captures the packets it causes on the loopback interface, those of servers that
 * answer it included.
 *
 * Capturing takes the privilege CAP_NET_RAW, `packet(7)`. Without it `fn` runs all the same; the
 * result is then the recording that ships with the lesson, and says so.
 *
 * @param fn what to capture; it may be asynchronous
 * @example
 * const packets = await capture(async () => {
 *   using client = new Socket(AF_INET, SOCK_STREAM);
 *   await client.connect(Addrinfo.tcp(HOST, 4481));
 * });
 * packets.lines[0]?.label; // 'SYN seq 0'
 */
export async function capture(fn: () => unknown, options: CaptureOptions = {}): Promise<Capture> {
  let tap: PacketTap;
  try {
    tap = await PacketTap.open('lo');
  } catch (error) {
    if (!isForbidden(error)) throw error;
    await fn();
    return recorded(options);
  }
  const flows = watchFlows(options);
  let belongs = flows.filter();
  try {
    await fn();
    belongs = await settle(tap, flows);
  } finally {
    flows.end();
    await tap.close();
  }
  const taken = new Capture(tap.packets.filter(belongs), { dropped: tap.dropped() });
  if (options.recording) record(taken, options.recording);
  return taken;
}

function recorded({ recording }: CaptureOptions): Capture {
  const needed =
    'Capturing packets needs the privilege CAP_NET_RAW: open the course in its devcontainer, or start it as root.';
  const found = recording === undefined ? undefined : findRecording(recording);
  if (!found) return new Capture([], { notice: needed });
  return new Capture(found.packets, { notice: `A recording, not this run. ${needed}` });
}

function isForbidden(error: unknown): boolean {
  return error instanceof SocketError && (error.code === 'EPERM' || error.code === 'EACCES');
}

/** Waits until the last acknowledgments have passed; answers the filter for all of them. */
async function settle(tap: PacketTap, flows: FlowWatch): Promise<(packet: Packet) => boolean> {
  const deadline = performance.now() + LONGEST_WAIT;
  for (;;) {
    const seen = tap.packets.length;
    await delay(QUIET);
    await drain(tap);
    const belongs = flows.filter();
    const isQuiet = !tap.packets.slice(seen).some(belongs);
    const isOver = isQuiet && !hasLooseEnd(tap.packets.filter(belongs));
    if (isOver || performance.now() > deadline) return belongs;
  }
}

/**
 * Whether one end has finished, and what the other did is still missing although both are closed: a
 * busy kernel delivers the last packets late.
 */
function hasLooseEnd(packets: readonly Packet[]): boolean {
  const open = new Set(ownSockets().map(({ local }) => String(local)));
  const finished = new Map<string, Set<string>>();
  for (const { tcp, source, destination } of packets) {
    const [from, to] = [endpointText(source), endpointText(destination)];
    const ends = [from, to].toSorted().join(' ');
    if (tcp?.flags.includes('RST')) finished.set(ends, new Set([from, to]));
    if (tcp?.flags.includes('FIN')) {
      finished.set(ends, (finished.get(ends) ?? new Set()).add(from));
    }
  }
  return [...finished].some(
    ([ends, by]) => by.size === 1 && !ends.split(' ').some((end) => open.has(end)),
  );
}

/**
 * Waits until what has arrived by now is read. On a busy machine the time above may be over before
 * the event loop has looked at the tap even once; and a busy interface never falls silent.
 */
async function drain(tap: PacketTap): Promise<void> {
  const now = Date.now();
  let seen: number;
  do {
    seen = tap.packets.length;
    await nextTurn();
    await nextTurn();
  } while (tap.packets.length > seen && (tap.packets.at(-1)?.time ?? now) < now);
}
