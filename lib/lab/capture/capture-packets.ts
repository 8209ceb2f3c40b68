/** Captures the packets that a piece of code causes on the loopback interface. */

import { setTimeout as delay } from 'node:timers/promises';
import { SocketError } from '../socket/index.ts';
import { Capture } from './capture-picture.ts';
import { type FlowOptions, type FlowWatch, kernelFilter, watchFlows } from './flow-filter.ts';
import type { Packet } from './packet.ts';
import { PacketTap } from './packet-tap.ts';
import { findRecording, record } from './recordings.ts';
import { areSettled } from './settled.ts';

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
/** The same where something is under way: perhaps to an end that does not take it. */
const LONG_QUIET = 500;
/** How long to wait for that at most, in milliseconds. */
const LONGEST_WAIT = 2000;

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
    tap = await PacketTap.open('lo', kernelFilter(options));
  } catch (error) {
    if (!isForbidden(error)) throw error;
    await fn();
    return recorded(options);
  }
  const flows = watchFlows(options);
  let belongs = flows.filter();
  let dropped = 0;
  try {
    await fn();
    belongs = await settle(tap, flows);
    dropped = tap.dropped;
  } finally {
    flows.end();
    await tap.close();
  }
  const taken = new Capture(tap.packets.filter(belongs), { dropped });
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
  const late = AbortSignal.timeout(LONGEST_WAIT);
  await tap.caughtUp(late);
  let lastNews = performance.now();
  for (;;) {
    const seen = tap.packets.length;
    await delay(QUIET);
    // What is at rest has passed the tap by now, and what has passed it is collected then: on a
    // busy machine the time above may be over before anything else has had its turn.
    const isSettled = areSettled(tap.packets.filter(flows.filter()));
    await tap.caughtUp(late);
    const belongs = flows.filter();
    if (tap.packets.slice(seen).some(belongs)) lastNews = performance.now();
    else if (isSettled || performance.now() - lastNews > LONG_QUIET) return belongs;
    if (late.aborted) return belongs;
  }
}
