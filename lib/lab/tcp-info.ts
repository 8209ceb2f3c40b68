/** What the kernel tells about one TCP connection: `struct tcp_info` of `tcp(7)`. */

/** States of a connection, by the numbers of Linux's `tcp_states.h`. */
export const tcpStateNames = [
  'UNKNOWN',
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'CLOSING',
] as const;

/** A state of a TCP connection. */
export type TcpState = (typeof tcpStateNames)[number];

/** The name of a state's number. */
export function tcpState(number: number): TcpState {
  // The kernel counts a request that is being answered apart; for readers it is SYN_RECV as well.
  return tcpStateNames[number === 12 ? 3 : number] ?? 'UNKNOWN';
}

/** The fields of `struct tcp_info` that lessons look at. */
export interface TcpInfo {
  readonly state: TcpState;
  /** Bytes sent, repeated ones not counted. */
  readonly bytesSent: number;
  /** Bytes that the peer has acknowledged. */
  readonly bytesAcked: number;
  readonly bytesReceived: number;
  /** Smoothed round-trip time in microseconds. */
  readonly rtt: number;
  /** Congestion window in segments. */
  readonly congestionWindow: number;
  /** Retransmitted segments in all. */
  readonly retransmits: number;
  /** For a listener: connections in its queue. */
  readonly unacked: number;
  /** For a listener: the limit of its queue. */
  readonly sacked: number;
}

/** Reads what `getsockopt(TCP_INFO)` returned; older kernels return a shorter structure. */
export function readTcpInfo(bytes: Buffer): TcpInfo {
  const u32 = (at: number) => (at + 4 <= bytes.length ? bytes.readUInt32LE(at) : 0);
  const u64 = (at: number) => (at + 8 <= bytes.length ? Number(bytes.readBigUInt64LE(at)) : 0);
  return {
    state: tcpState(bytes[0] ?? 0),
    unacked: u32(24),
    sacked: u32(28),
    rtt: u32(68),
    congestionWindow: u32(80),
    retransmits: u32(100),
    bytesSent: u64(200) - u64(208),
    bytesAcked: u64(120),
    bytesReceived: u64(128),
  };
}
