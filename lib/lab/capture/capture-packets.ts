/** Captures the packets that a piece of code causes on the loopback interface. */

import { setTimeout as delay } from 'node:timers/promises';
import { SocketError } from '../../socket/index.ts';
import { type OwnSocket, ownSockets } from '../system/own-sockets.ts';
import { type InetSocket, inetSockets, localEnd, remoteEnd } from '../system/proc-net.ts';
import { Capture } from './capture.ts';
import { type FlowOptions, type FlowWatch, kernelFilter, watchFlows } from './flow-filter.ts';
import { captureOn, type Tappable } from './link-tap.ts';
import { endpointText, type Packet } from './packet.ts';
import { PacketTap } from './packet-tap.ts';
import { findRecording, record } from './recordings.ts';

/** The packets to capture, and the name of the recording. */
export interface CaptureOptions extends FlowOptions {
  /**
   * The name of the recording that is shown where capturing is not allowed:
   * `recordings/<lesson address>-<name>.pcap` beside the notebook.
   */
  readonly recording?: string;
  /** A link of a lab, or a whole lab: its links are captured, in place of the loopback interface. */
  readonly on?: Tappable;
}

/** The time without packets after which connections count as quiet, in milliseconds. */
const quietTime = 50;
/** The same where a packet is under way: perhaps to an end that does not take it. */
const longQuietTime = 500;
/** The time after which a capture ends although packets still pass, in milliseconds. */
const settleTimeout = 2000;

/**
 * Runs `fn` and captures the packets it causes on the loopback interface, those of servers that
 * answer it included.
 *
 * The label of a TCP segment ends with what Wireshark's analysis calls it: `[retransmission]`,
 * `[duplicate ACK]`, `[zero window]`, `[window update]`, and with `[delayed ACK]` where the receiver
 * waited; `lines` have these as `marks`.
 *
 * Capturing takes the privilege CAP_NET_RAW, `packet(7)`. Without it `fn` runs all the same; the
 * result is then the recording that ships with the lesson, and says so.
 *
 * @param fn the code to capture; it may be asynchronous
 * @example
 * const packets = await capture(async () => {
 *   using client = new Socket(AF_INET, SOCK_STREAM);
 *   await client.connect(Addrinfo.tcp(HOST, 4481));
 * });
 * packets.lines[0]?.label; // 'SYN seq 0'
 */
export async function capture(fn: () => unknown, options: CaptureOptions = {}): Promise<Capture> {
  if (options.on) {
    const { port, on } = options;
    const { packets, dropped } = await captureOn(on, fn);
    const isWanted = ({ source, destination }: Packet) =>
      port === undefined || source.port === port || destination.port === port;
    return new Capture(packets.filter(isWanted), { hosts: on.hostNames, dropped });
  }
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
    'Capturing packets needs the privilege CAP_NET_RAW: run sudo .devcontainer/allow-captures.sh in the course’s folder, and restart the kernel';
  const found = recording === undefined ? undefined : findRecording(recording);
  if (!found) return new Capture([], { notice: needed });
  return new Capture(found.packets, { notice: `A recording, not this run. ${needed}` });
}

function isForbidden(error: unknown): boolean {
  return error instanceof SocketError && (error.code === 'EPERM' || error.code === 'EACCES');
}

/** Waits until the last acknowledgments have passed; answers the filter for all of them. */
async function settle(tap: PacketTap, flows: FlowWatch): Promise<(packet: Packet) => boolean> {
  const timeout = AbortSignal.timeout(settleTimeout);
  await tap.caughtUp();
  let lastNews = performance.now();
  for (;;) {
    const seen = tap.packets.length;
    await delay(quietTime);
    // Packets of settled connections have passed the tap by now, and are collected then: on a
    // busy machine the time above may be over before anything else has had its turn.
    const isSettled = areSettled(tap.packets.filter(flows.filter()));
    await tap.caughtUp();
    const belongs = flows.filter();
    if (tap.packets.slice(seen).some(belongs)) lastNews = performance.now();
    else if (isSettled || performance.now() - lastNews > longQuietTime) return belongs;
    if (timeout.aborted) return belongs;
  }
}

/** States that the next packet ends. */
const passing: ReadonlySet<string> = new Set([
  'SYN_SENT',
  'SYN_RECV',
  'NEW_SYN_RECV',
  'FIN_WAIT1',
  'CLOSING',
  'LAST_ACK',
]);

/**
 * True when the kernel's table shows every connection of these packets at rest: nothing is sent that
 * the other end has not acknowledged, and no end is gone that the other takes for alive. What the
 * kernel has dealt with has passed the tap before.
 */
function areSettled(packets: readonly Packet[]): boolean {
  const seen = new Set(
    packets.flatMap(({ tcp, source, destination }) =>
      tcp ? [`${endpointText(source)} ${endpointText(destination)}`] : [],
    ),
  );
  if (seen.size === 0) return true;
  const table = new Map(inetSockets('tcp').map((socket) => [nameOf(socket), socket]));
  const open = new Set(ownSockets().map(portOf));
  return [...seen].every((ends) => {
    const socket = table.get(ends);
    if (!socket) return true;
    if (passing.has(socket.state)) return false;
    if (socket.state !== 'TIME_WAIT' && socket.sendQueue > 0) return false;
    const [from = '', to = ''] = ends.split(' ');
    const isAlone = socket.state === 'ESTABLISHED' && !table.has(`${to} ${from}`);
    // Between accept queue and program an end stands in no process, but it stands in the table.
    return !isAlone || !open.has(from);
  });
}

function nameOf(socket: InetSocket): string {
  return `${plain(localEnd(socket))} ${plain(remoteEnd(socket))}`;
}

function portOf({ local }: OwnSocket): string {
  return plain(String(local));
}

/** An IPv4 end of an IPv6 socket, as its packets name it. */
function plain(end: string): string {
  return end.replace(/^\[::ffff:([\d.]+)\]/, '$1');
}
