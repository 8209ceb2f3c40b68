import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Capture, openCapture } from '../../../lib/lab/capture/capture.ts';
import { decodePacket, type Packet } from '../../../lib/lab/capture/packet.ts';
import { unpackPcap } from '../../../lib/lab/capture/pcap.ts';
import { program } from '../needs.ts';

describe('files of packets', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-pcap-'));
  const file = join(folder, 'capture.pcap');

  after(() => rmSync(folder, { recursive: true }));

  it('are read back as they were written', () => {
    const packets = [udp('hello', 1_700_000_000_000.25), udp('', 1_700_000_000_001.5)];
    new Capture(packets).save(file);
    const read = openCapture(file).packets;
    expect(read.map(({ bytes }) => bytes.toString('hex'))).to.deep.equal(
      packets.map(({ bytes }) => bytes.toString('hex')),
    );
    expect(read[0]?.time).to.be.closeTo(1_700_000_000_000.25, 0.001);
    expect(read[0]?.payload.toString()).to.equal('hello');
  });

  it('are opened by Wireshark', function () {
    program('tshark').call(this);
    new Capture([udp('hello', 1_700_000_000_000)]).save(file);
    const fields = ['ip.src', 'udp.dstport', 'udp.length', 'data.data'];
    const args = ['-r', file, '-Tfields', ...fields.flatMap((field) => ['-e', field])];
    const line = execFileSync('tshark', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(line.trim().split('\t')).to.deep.equal(['127.0.0.1', '4481', '13', '68656c6c6f']);
  }).timeout(15_000);

  it('of Ethernet with times in microseconds, most significant byte first, are read too', () => {
    const { bytes } = udp('x', 0);
    const frame = Buffer.concat([Buffer.alloc(12), Buffer.from([8, 0]), bytes]);
    const header = Buffer.alloc(24);
    header.writeUInt32BE(0xa1b2c3d4, 0);
    header.writeUInt32BE(1, 20);
    const record = Buffer.alloc(16);
    record.writeUInt32BE(10, 0);
    record.writeUInt32BE(500_000, 4);
    record.writeUInt32BE(frame.length, 8);
    record.writeUInt32BE(frame.length, 12);
    const [packet] = unpackPcap(Buffer.concat([header, record, frame]));
    expect(packet?.time).to.equal(10_500);
    expect(packet?.payload.toString()).to.equal('x');
  });

  it('of another format are refused in one sentence', () => {
    writeFileSync(file, 'no packets here, but enough bytes for a header');
    expect(() => openCapture(file)).to.throw(/^Not a file of packets in the format of libpcap/);
  });
});

/** A datagram from 127.0.0.1:9 to 127.0.2.1:4481. */
function udp(payload: string, time: number): Packet {
  const bytes = Buffer.alloc(28 + payload.length);
  bytes.write('45000000000040004011', 'hex');
  bytes.writeUInt16BE(bytes.length, 2);
  bytes.write('7f0000017f000201', 12, 'hex');
  bytes.writeUInt16BE(9, 20);
  bytes.writeUInt16BE(4481, 22);
  bytes.writeUInt16BE(8 + payload.length, 24);
  bytes.write(payload, 28);
  const packet = decodePacket(bytes, time);
  if (!packet) throw new Error('The packet of the test is cut off');
  return packet;
}
