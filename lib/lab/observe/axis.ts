/** System calls, packets and states on one axis of time. */

import { travel } from '../capture/capture.ts';
import type { PacketLine } from '../capture/tcp-stream.ts';
import type { EventStyle } from '../draw/event-style.ts';
import { callDetail, shortText, styleOfCall } from '../syscalls/call-text.ts';
import type { TracedCall } from '../syscalls/traced-call.ts';
import type { SocketTrack } from '../tcp/tcp-watch.ts';
import { styleOfState } from '../tcp/timeline.ts';
import type { Lanes, SocketEnds } from './lanes.ts';

/** A socket that calls were about. */
export interface CalledSocket extends SocketEnds {
  /** True for one of the Internet families. */
  readonly isInet: boolean;
}

/** A call, with the inode of its socket. */
export interface ObservedCall {
  readonly call: TracedCall;
  /** The time of its start, of `performance.now()`. */
  readonly startedAt: number;
  readonly socket: number;
}

/** Something that was observed. */
export interface ObservedEvent {
  /** Milliseconds since the first event. */
  readonly at: number;
  readonly kind: 'call' | 'packet' | 'state';
  /** The lane: an end of a connection such as `127.0.2.1:4481`, or a host of a lab. */
  readonly from: string;
  /** The lane where a packet goes. */
  readonly to?: string;
  /** The event in a few words: a call, a packet as `capture()` names it, a state such as `ESTABLISHED`. */
  readonly label: string;
  /** More about it. */
  readonly detail: string;
  readonly style: EventStyle;
  /** The kernel's number of the socket; undefined for a packet. */
  readonly socket?: number;
}

/** Events at the same time stand in the order of cause and effect. */
const ranks = { call: 0, packet: 1, state: 2 } as const;

/** All events in their order, with times of `performance.now()` turned to those since the first. */
export function toAxis({
  calls,
  lines,
  tracks,
  begin,
  origin,
  lanes,
  sockets,
}: {
  readonly calls: readonly ObservedCall[];
  readonly lines: readonly PacketLine[];
  readonly tracks: readonly SocketTrack[];
  /** The time at which the watch of states began. */
  readonly begin: number;
  /** The wall clock's time at which `performance.now()` was 0. */
  readonly origin: number;
  readonly lanes: Lanes;
  readonly sockets: ReadonlyMap<number, CalledSocket>;
}): readonly ObservedEvent[] {
  const called = calls.flatMap(({ call, startedAt, socket }): ObservedEvent[] => {
    const ends = sockets.get(socket);
    if (ends === undefined) return [];
    const words = { label: shortText(call), detail: callDetail(call), style: styleOfCall(call) };
    return [{ at: startedAt, kind: 'call', from: lanes.ofSocket(ends), ...words, socket }];
  });
  const sent = lines.map((line): ObservedEvent => {
    const label = `${line.label}${travel(line.packet.hop)}`;
    const detail = `${line.from} to ${line.to}\n${label}\n${line.detail}`;
    const ends = lanes.ofPacket(line);
    return {
      at: line.packet.time - origin,
      kind: 'packet',
      ...ends,
      label,
      detail,
      style: line.style,
    };
  });
  const changed = tracks.flatMap((track) =>
    track.changes
      // A new socket is closed: that it exists, its first call says.
      .filter(({ state }, place) => place > 0 || state !== 'CLOSED')
      .map(
        ({ at, state }): ObservedEvent => ({
          ...{ at: begin + at, kind: 'state', from: lanes.ofSocket(track), label: state },
          detail: `${[track.host, track.local, track.remote && `to ${track.remote}`].filter(Boolean).join(' ')}\nis ${state}`,
          style: { name: 'comes to a state', ...styleOfState(state), mark: 'bar' },
          socket: track.inode,
        }),
      ),
  );
  const all = [...called, ...sent, ...changed].sort(
    (one, other) => one.at - other.at || ranks[one.kind] - ranks[other.kind],
  );
  // States that were there before have the time of the watch's beginning.
  const first = all.find(({ at }) => at > begin)?.at ?? begin;
  return all.map((event) => ({ ...event, at: Math.max(0, event.at - first) }));
}
