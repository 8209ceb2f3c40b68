/** Echo requests of ICMP, RFC 792, as `ping` sends them. */

import { setTimeout as delay } from 'node:timers/promises';
import { Addrinfo, AF_INET, SOCK_RAW, type Socket, SocketError } from '../../socket/index.ts';
import { decodePacket } from '../capture/packet.ts';
import { Table } from '../draw/table.ts';

/** The number and the pace of the requests. */
export interface PingOptions {
  /** 3 unless told. */
  readonly count?: number;
  /** The time between two requests, in milliseconds; 100 unless told. */
  readonly interval?: number;
  /** The time to wait for each answer, in milliseconds; 1,000 unless told. */
  readonly timeout?: number;
}

/** One request and its answer. */
export interface PingRow {
  readonly sequence: number;
  /** The host that answered; undefined where no answer came in time. */
  readonly from: string | undefined;
  /** The time to there and back, in milliseconds. */
  readonly milliseconds: number | undefined;
  /** `echo`, or the error that came instead. */
  readonly answer: 'echo' | 'unreachable' | 'time exceeded' | 'nothing';
}

/** A host that can make sockets. */
export interface SocketMaker {
  readonly name: string;
  socket(domain: typeof AF_INET, type: number, protocol?: number): Promise<Socket>;
}

const IPPROTO_ICMP = 1;
const types = { echoReply: 0, unreachable: 3, echo: 8, timeExceeded: 11 } as const;
/** The identifier of our requests: a raw socket sees the answers to those of all programs. */
const identifier = process.pid & 0xffff;
/** The length of the headers of an error before the packet that it quotes: 8 of ICMP. */
const quoteOffset = 8;

/** Sends echo requests from a host, one after another. */
export async function pingFrom(
  host: SocketMaker,
  target: string,
  { count = 3, interval = 100, timeout = 1000 }: PingOptions,
): Promise<Table<PingRow>> {
  using socket = await host.socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
  const rows: PingRow[] = [];
  for (let sequence = 1; sequence <= count; sequence += 1) {
    if (sequence > 1) await delay(interval);
    rows.push(await pingOnce(socket, { target, sequence, timeout }));
  }
  return new Table(rows, {
    caption: `Ping from ${host.name} to ${target}`,
    columns: [
      { title: 'No.', value: (row) => row.sequence },
      { title: 'Answer', value: (row) => row.answer },
      { title: 'From', value: (row) => row.from },
      { title: 'ms', value: (row) => row.milliseconds?.toFixed(2) },
    ],
  });
}

async function pingOnce(
  socket: Socket,
  {
    target,
    sequence,
    timeout,
  }: { readonly target: string; readonly sequence: number; readonly timeout: number },
): Promise<PingRow> {
  const startedAt = performance.now();
  try {
    await socket.sendTo(request(sequence), Addrinfo.udp(target, 0));
    for (;;) {
      const left = startedAt + timeout - performance.now();
      const [bytes] = await socket.recvFrom(2048, { timeout: Math.max(0, left) });
      const answer = answerOf(bytes, sequence);
      if (answer === undefined) continue;
      return { sequence, ...answer, milliseconds: performance.now() - startedAt };
    }
  } catch (error) {
    if (!(error instanceof SocketError)) throw error;
    const answer = error.code === 'ETIMEDOUT' ? 'nothing' : 'unreachable';
    return { sequence, from: undefined, milliseconds: undefined, answer };
  }
}

function request(sequence: number): Buffer {
  const packet = Buffer.alloc(8 + 8);
  packet.writeUInt8(types.echo, 0);
  packet.writeUInt16BE(identifier, 4);
  packet.writeUInt16BE(sequence, 6);
  packet.write('wirebook', 8);
  packet.writeUInt16BE(checksum(packet), 2);
  return packet;
}

/** The answer in a packet, if it is one to our request. */
function answerOf(bytes: Buffer, sequence: number): Pick<PingRow, 'from' | 'answer'> | undefined {
  const packet = decodePacket(bytes, 0);
  if (packet?.icmp === undefined) return undefined;
  const message = bytes.subarray((bytes.readUInt8(0) & 0xf) * 4);
  const from = packet.source.address;
  if (packet.icmp.type === types.echoReply) {
    return isOurs(message, sequence) ? { from, answer: 'echo' } : undefined;
  }
  const names = new Map<number, 'unreachable' | 'time exceeded'>([
    [types.unreachable, 'unreachable'],
    [types.timeExceeded, 'time exceeded'],
  ]);
  const answer = names.get(packet.icmp.type);
  const quoted = message.subarray(quoteOffset);
  if (answer === undefined || quoted.length < 20) return undefined;
  const about = quoted.subarray((quoted.readUInt8(0) & 0xf) * 4);
  return isOurs(about, sequence) ? { from, answer } : undefined;
}

function isOurs(message: Buffer, sequence: number): boolean {
  return (
    message.length >= 8 &&
    message.readUInt16BE(4) === identifier &&
    message.readUInt16BE(6) === sequence
  );
}

/** The checksum of the Internet, RFC 1071. */
function checksum(packet: Buffer): number {
  let sum = 0;
  for (let at = 0; at < packet.length; at += 2) sum += packet.readUInt16BE(at);
  sum = (sum & 0xffff) + (sum >> 16);
  return ~(sum + (sum >> 16)) & 0xffff;
}
