/** Captures frames on the links of a lab: as each was sent, and as it arrived or did not. */

import { setTimeout as delay } from 'node:timers/promises';
import { unpackHardware } from '../../socket/address/linux-sockaddr.ts';
import {
  MSG_TRUNC,
  PACKET_OUTGOING,
  PACKET_STATISTICS,
  SOL_PACKET,
  type Socket,
  SocketError,
} from '../../socket/index.ts';
import { ResourceScope } from '../base/resource-scope.ts';
import { traceDescriptor, untraceDescriptor, untraced } from '../base/untraced.ts';
import { decodeFrame, type Packet } from './packet.ts';

/** A link or a lab that can be captured. */
export interface Tappable {
  /** Opens a tap at each end of each link. */
  openTaps(): Promise<readonly LinkEnd[]>;
  /** The names of all hosts, each near those that it has links to. */
  readonly hostNames: readonly string[];
  /** The most time that a frame is under way, in milliseconds. */
  readonly travelTime: number;
  /** Set where a relay stands in for the links: it tells which datagrams pass. */
  readonly relay?: RelayedLinks | undefined;
}

/** Links that a relay stands in for. */
export interface RelayedLinks {
  /** The packets on them while `fn` runs, and as long after it as they travel. */
  packetsDuring(fn: () => unknown, travelTime: number): Promise<readonly Packet[]>;
}

/** The end of a link at a host, with a packet socket that gets all frames there. */
export interface LinkEnd {
  readonly link: string;
  readonly host: string;
  /** The hardware address of the host's interface, such as `02:00:00:00:01:01`. */
  readonly hardwareAddress: string;
  readonly socket: Socket;
}

/** A frame as it passed one end. */
interface SeenFrame {
  readonly end: LinkEnd;
  readonly time: number;
  /** True for one that the host has sent, false for one that has arrived there. */
  readonly isSent: boolean;
  readonly bytes: Buffer;
  isMatched: boolean;
}

/** The time between two looks for frames, in milliseconds. */
const collectInterval = 5;
/** The number of bytes of each frame that are kept. */
const keptBytes = 2048;
/** The time without frames after which links count as quiet, beside their own delay, in milliseconds. */
const quietTime = 50;
/** The time after which a capture ends although frames still pass, in milliseconds. */
const settleTimeout = 3000;

/** The packets on links, in the order of their sending, and the number of those that were missed. */
export interface LinkCapture {
  readonly packets: readonly Packet[];
  readonly dropped: number;
}

/** Runs `fn`, and captures the packets on the links meanwhile. */
export async function captureOn(on: Tappable, fn: () => unknown): Promise<LinkCapture> {
  if (on.relay) return { packets: await on.relay.packetsDuring(fn, on.travelTime), dropped: 0 };
  const ends = await on.openTaps();
  for (const { socket } of ends) untraceDescriptor(socket.fileno());
  const seen: SeenFrame[] = [];
  const done = Promise.withResolvers<void>();
  const collecting = ResourceScope.outside(() => collectAll(ends, { seen, on, done }));
  try {
    await fn();
    done.resolve();
    await collecting;
    const dropped = ends.reduce((sum, { socket }) => sum + droppedBy(socket), 0);
    seen.sort((one, other) => one.time - other.time);
    return { packets: toPackets(seen, ends), dropped };
  } finally {
    done.reject(new Error('ended'));
    await collecting.catch(() => {});
    for (const { socket } of ends) {
      const fd = socket.fileno();
      untraced(() => socket.close());
      traceDescriptor(fd);
    }
  }
}

/** Collects until `done` is resolved and no frame is under way any more, or until it is rejected. */
async function collectAll(
  ends: readonly LinkEnd[],
  {
    seen,
    on,
    done,
  }: {
    readonly seen: SeenFrame[];
    readonly on: Tappable;
    readonly done: PromiseWithResolvers<void>;
  },
): Promise<void> {
  let doneAt = Number.POSITIVE_INFINITY;
  void done.promise.then(
    () => {
      doneAt = performance.now();
    },
    () => {
      doneAt = Number.NEGATIVE_INFINITY;
    },
  );
  for (let lastNews = performance.now(); ; await delay(collectInterval)) {
    if (await collect(ends, seen)) lastNews = performance.now();
    const quietSince = Math.max(lastNews, doneAt);
    const now = performance.now();
    if (now - quietSince > quietTime + on.travelTime) return;
    if (now - doneAt > settleTimeout + on.travelTime) return;
  }
}

function droppedBy(socket: Socket): number {
  return untraced(() => socket.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8).readUInt32LE(4));
}

/** Takes the frames that have passed by now; tells whether there were any. */
async function collect(ends: readonly LinkEnd[], seen: SeenFrame[]): Promise<boolean> {
  const before = seen.length;
  for (const end of ends) {
    for (;;) {
      const frame = await nextFrame(end);
      if (frame === undefined) break;
      seen.push(frame);
    }
  }
  return seen.length > before;
}

async function nextFrame(end: LinkEnd): Promise<SeenFrame | undefined> {
  try {
    const { data, from, control } = await end.socket.recvMessage({
      ...{ maxLength: keptBytes, flags: MSG_TRUNC, timeout: 0 },
    });
    const time = control.find(({ timestamp }) => timestamp !== undefined)?.timestamp ?? Date.now();
    // What comes into this end from the cable was sent by the host at its other end.
    const isSent = from?.linkAddress.packetType !== PACKET_OUTGOING;
    return { end, time, isSent, bytes: data, isMatched: false };
  } catch (error) {
    if (error instanceof SocketError && ['EAGAIN', 'ETIMEDOUT'].includes(error.code)) return;
    throw error;
  }
}

/** A packet for each frame that was sent, with the host where it arrived. */
function toPackets(frames: readonly SeenFrame[], ends: readonly LinkEnd[]): readonly Packet[] {
  return frames.flatMap((sent, at) => {
    if (!sent.isSent) return [];
    const packet = decodeFrame(sent.bytes, sent.time);
    if (packet === undefined) return [];
    const others = ends.filter(
      ({ link, host }) => link === sent.end.link && host !== sent.end.host,
    );
    const to = targetOf(sent, others);
    const arrival = frames
      .slice(at)
      .find((frame) => isArrival(frame, sent) && (to === undefined || frame.end.host === to));
    if (arrival !== undefined) arrival.isMatched = true;
    const hop = {
      link: sent.end.link,
      from: sent.end.host,
      to: to ?? arrival?.end.host ?? others[0]?.host ?? '',
      travelTime: arrival === undefined ? undefined : Math.max(0, arrival.time - sent.time),
      frame: sent.bytes,
    };
    return [{ ...packet, hop }];
  });
}

function isArrival(frame: SeenFrame, sent: SeenFrame): boolean {
  return (
    !frame.isSent &&
    !frame.isMatched &&
    frame.end.link === sent.end.link &&
    frame.end !== sent.end &&
    frame.bytes.equals(sent.bytes)
  );
}

/** The host that a frame is for; undefined where it is for all. */
function targetOf({ bytes }: SeenFrame, others: readonly LinkEnd[]): string | undefined {
  const address = unpackHardware(bytes.subarray(0, 6));
  return others.find(({ hardwareAddress }) => hardwareAddress === address)?.host;
}
