/** `struct tcp_info`: what the kernel knows of a TCP connection, `tcp(7)`. */

/** The states of TCP, by their numbers in Linux; RFC 9293, section 3.3.2. */
export const TCP_STATES = [
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

/** The name of a state of TCP. */
export type TcpState = (typeof TCP_STATES)[number];

/**
 * The name of a state's number.
 *
 * @example
 * tcpState(10); // => 'LISTEN'
 */
export function tcpState(number: number): TcpState {
  // The kernel counts a request that is being answered apart; for readers it is SYN_RECV as well.
  return TCP_STATES[number === 12 ? 3 : number] ?? 'UNKNOWN';
}

/** A connection as the kernel sees it. Times are in microseconds unless the name says otherwise. */
export interface TcpInfo {
  readonly state: TcpState;
  /** The state of congestion control: 0 open, 1 disorder, 2 CWR, 3 recovery, 4 loss. */
  readonly congestionState: number;
  /** Retransmission timeouts in a row. */
  readonly retransmits: number;
  /** Keepalive or zero-window probes without an answer. */
  readonly probes: number;
  readonly backoff: number;
  /** Options in use: 1 timestamps, 2 SACK, 4 window scaling, 8 ECN, 32 data in the SYN. */
  readonly options: number;
  readonly sendWindowScale: number;
  readonly receiveWindowScale: number;
  /** The retransmission time-out. */
  readonly retransmissionTimeout: number;
  /** The delayed-acknowledgement time-out. */
  readonly acknowledgementTimeout: number;
  /** The largest segment to be sent, in bytes. */
  readonly sendMss: number;
  readonly receiveMss: number;
  /** Segments in flight; of a listening socket the connections in its queue. */
  readonly unacked: number;
  /** Segments acknowledged selectively; of a listening socket the limit of its queue. */
  readonly sacked: number;
  readonly lost: number;
  readonly retransmitted: number;
  /** Milliseconds since data was last sent. */
  readonly lastDataSentMs: number;
  /** Milliseconds since data was last received. */
  readonly lastDataReceivedMs: number;
  /** Milliseconds since an acknowledgement was last received. */
  readonly lastAckReceivedMs: number;
  /** The largest packet that the path takes, in bytes. */
  readonly pathMtu: number;
  /** The smoothed round-trip time. */
  readonly roundTrip: number;
  readonly roundTripVariance: number;
  /** The threshold of slow start, in segments. */
  readonly slowStartThreshold: number;
  /** The congestion window, in segments. */
  readonly congestionWindow: number;
  /** The largest segment to be advertised, in bytes. */
  readonly advertisedMss: number;
  readonly reordering: number;
  /** The round-trip time that the receiver sees. */
  readonly receiveRoundTrip: number;
  /** The room for data to be received, in bytes. */
  readonly receiveSpace: number;
  /** Retransmitted segments since the connection began. */
  readonly totalRetransmits: number;
  /** Bytes sent, repeated ones not counted. */
  readonly bytesSent: number;
  /** Bytes that the peer has acknowledged. */
  readonly bytesAcked: number;
  readonly bytesReceived: number;
}

/** Unpacks what getsockopt(TCP_INFO) answered. Fields that an older kernel lacks are 0. */
export function decodeTcpInfo(bytes: Buffer): TcpInfo {
  const byte = (offset: number): number => bytes[offset] ?? 0;
  const word = (index: number): number => {
    const offset = 8 + 4 * index;
    return offset + 4 <= bytes.length ? bytes.readUInt32LE(offset) : 0;
  };
  const long = (offset: number): number =>
    offset + 8 <= bytes.length ? Number(bytes.readBigUInt64LE(offset)) : 0;
  return {
    state: tcpState(byte(0)),
    congestionState: byte(1),
    retransmits: byte(2),
    probes: byte(3),
    backoff: byte(4),
    options: byte(5),
    sendWindowScale: byte(6) & 0xf,
    receiveWindowScale: byte(6) >> 4,
    retransmissionTimeout: word(0),
    acknowledgementTimeout: word(1),
    sendMss: word(2),
    receiveMss: word(3),
    unacked: word(4),
    sacked: word(5),
    lost: word(6),
    retransmitted: word(7),
    lastDataSentMs: word(9),
    lastDataReceivedMs: word(11),
    lastAckReceivedMs: word(12),
    pathMtu: word(13),
    roundTrip: word(15),
    roundTripVariance: word(16),
    slowStartThreshold: word(17),
    congestionWindow: word(18),
    advertisedMss: word(19),
    reordering: word(20),
    receiveRoundTrip: word(21),
    receiveSpace: word(22),
    totalRetransmits: word(23),
    bytesSent: long(200) - long(208),
    bytesAcked: long(120),
    bytesReceived: long(128),
  };
}
