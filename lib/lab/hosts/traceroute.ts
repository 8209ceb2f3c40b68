/** The routers on the way to a host, found as `traceroute` does: by packets that live too short. */

import {
  Addrinfo,
  AF_INET,
  IP_RECVERR,
  IP_TTL,
  MSG_ERRQUEUE,
  SOCK_DGRAM,
  SOL_IP,
  type Socket,
  SocketError,
} from '../../socket/index.ts';
import { Table } from '../draw/table.ts';
import type { SocketMaker } from './ping.ts';

/** The length and the pace of the search. */
export interface TracerouteOptions {
  /** The most routers; 16 unless told. */
  readonly maxHops?: number;
  /** The time to wait for each, in milliseconds; 1,000 unless told. */
  readonly timeout?: number;
}

/** One step on the way. */
export interface HopRow {
  /** The number of routers that the packet was allowed to pass, and one. */
  readonly hop: number;
  /** The router that answered; undefined where none did in time. */
  readonly from: string | undefined;
  readonly milliseconds: number | undefined;
  /** The error, such as EHOSTUNREACH: the packet's life was over; ECONNREFUSED: it arrived. */
  readonly code: string | undefined;
}

/** Ports that no program listens at: the first of `traceroute`. */
const firstPort = 33_434;
/** ICMP type 3: the packet has arrived, or goes no further. */
const unreachable = 3;

/** Finds the way from a host. */
export async function tracerouteFrom(
  host: SocketMaker,
  target: string,
  { maxHops = 16, timeout = 1000 }: TracerouteOptions,
): Promise<Table<HopRow>> {
  using socket = await host.socket(AF_INET, SOCK_DGRAM);
  socket.setsockopt(SOL_IP, IP_RECVERR, true);
  const rows: HopRow[] = [];
  for (let hop = 1; hop <= maxHops; hop += 1) {
    const { isEnd, ...row } = await tryHop(socket, { target, hop, timeout });
    rows.push(row);
    if (isEnd) break;
  }
  return new Table(rows, {
    caption: `Way from ${host.name} to ${target}`,
    columns: [
      { title: 'Hop', value: (row) => row.hop },
      { title: 'Answer from', value: (row) => row.from ?? '*' },
      { title: 'ms', value: (row) => row.milliseconds?.toFixed(2) },
      { title: 'Error', value: (row) => row.code },
    ],
  });
}

async function tryHop(
  socket: Socket,
  {
    target,
    hop,
    timeout,
  }: { readonly target: string; readonly hop: number; readonly timeout: number },
): Promise<HopRow & { readonly isEnd: boolean }> {
  socket.setsockopt(SOL_IP, IP_TTL, hop);
  const startedAt = performance.now();
  try {
    await socket.sendTo('?', Addrinfo.udp(target, firstPort + hop));
    const { control } = await socket.recvMessage({ flags: MSG_ERRQUEUE, timeout });
    const error = control.find(({ extendedError }) => extendedError)?.extendedError;
    return {
      hop,
      from: error?.offender,
      milliseconds: performance.now() - startedAt,
      code: error?.code,
      isEnd: error?.icmpType === unreachable,
    };
  } catch (error) {
    if (!(error instanceof SocketError)) throw error;
    const isSilence = error.code === 'ETIMEDOUT';
    const code = isSilence ? undefined : error.code;
    return { hop, from: undefined, milliseconds: undefined, code, isEnd: !isSilence };
  }
}
