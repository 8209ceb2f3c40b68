import { equal, ok } from 'node:assert/strict';
import { inetSockets } from '../../../../lib/lab/system/proc-net.ts';
import {
  Addrinfo,
  AF_INET,
  IPPROTO_TCP,
  SOCK_RAW,
  SOCK_STREAM,
  Socket,
  TcpServer,
} from '../../../../lib/socket/index.ts';
import { inOwnNetwork } from '../../../own-network.ts';

const FIN = 0x01;
const RST = 0x04;
const ACK = 0x10;
const host = '127.0.0.1';

await inOwnNetwork(async () => {
  using raw = new Socket(AF_INET, SOCK_RAW, IPPROTO_TCP);
  using server = new TcpServer({ host, port: 0 });
  const port = server.localAddress.ipPort;
  const isInTimeWait = () =>
    inetSockets('tcp').some((each) => each.localPort === port && each.state === 'TIME_WAIT');

  using client = new Socket(AF_INET, SOCK_STREAM);
  await client.connect(server.localAddress);
  const clientPort = client.localAddress.ipPort;
  (await server.accept()).close();
  await client.recv();
  client.close();
  ok(isInTimeWait());

  // The last packet of the client before the server's last ACK is its FIN.
  const packets = await drain(raw);
  const fin = packets.findLast((each) => each.from === clientPort && (each.flags & FIN) !== 0);
  ok(fin);
  const { sequence, acknowledgment } = fin;
  const segment = { from: clientPort, to: port, acknowledgment };
  const to = Addrinfo.ip(host);

  // An old segment: TIME_WAIT answers it by an ACK, beside a server that listens.
  await raw.sendTo(pack({ ...segment, sequence: sequence - 1, flags: ACK, data: 'x' }), to);
  const answers = await drain(raw);
  const ack = answers.find((each) => each.from === port);
  equal(ack?.flags, ACK);
  // The client's end is gone, so this ACK was answered by a reset, which ended TIME_WAIT.
  ok(answers.some((each) => each.from === clientPort && (each.flags & RST) !== 0));
  equal(isInTimeWait(), false);
});

interface Segment {
  readonly from: number;
  readonly to: number;
  readonly sequence: number;
  readonly acknowledgment: number;
  readonly flags: number;
}

/** All TCP segments that have arrived. */
async function drain(raw: Socket): Promise<readonly Segment[]> {
  const segments: Segment[] = [];
  try {
    for (;;) {
      const packet = await raw.recv(65_536, { timeout: 100 });
      const tcp = packet.subarray(4 * (packet.readUInt8(0) & 0x0f));
      segments.push({
        from: tcp.readUInt16BE(0),
        to: tcp.readUInt16BE(2),
        sequence: tcp.readUInt32BE(4),
        acknowledgment: tcp.readUInt32BE(8),
        flags: tcp.readUInt8(13),
      });
    }
  } catch {
    return segments; // Nothing more came in time.
  }
}

function pack({ data, ...segment }: Segment & { readonly data: string }): Buffer {
  const tcp = Buffer.concat([Buffer.alloc(20), Buffer.from(data)]);
  tcp.writeUInt16BE(segment.from, 0);
  tcp.writeUInt16BE(segment.to, 2);
  tcp.writeUInt32BE(segment.sequence >>> 0, 4);
  tcp.writeUInt32BE(segment.acknowledgment, 8);
  tcp.writeUInt8(5 << 4, 12);
  tcp.writeUInt8(segment.flags, 13);
  tcp.writeUInt16BE(512, 14);
  const pseudo = Buffer.from([127, 0, 0, 1, 127, 0, 0, 1, 0, IPPROTO_TCP, 0, tcp.length]);
  tcp.writeUInt16BE(checksum(Buffer.concat([pseudo, tcp, Buffer.alloc(tcp.length % 2)])), 16);
  return tcp;
}

/** The checksum of RFC 1071. */
function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += bytes.readUInt16BE(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
