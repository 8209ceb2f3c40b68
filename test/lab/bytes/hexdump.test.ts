import { inspect } from 'node:util';
import { expect } from 'chai';
import { jupyterDisplay } from '../../../lib/lab/base/picture.ts';
import { hexdump } from '../../../lib/lab/bytes/hexdump.ts';
import { decodePacket } from '../../../lib/lab/capture/packet.ts';
import { Addrinfo } from '../../../lib/socket/index.ts';

/** A SYN of Linux from 127.0.0.1:50112 to 127.0.2.1:4481, captured on the loopback interface. */
const SYN = Buffer.from(
  '4500003c1c4640004006204d7f0000017f000201' +
    'c3c0118100000001000000 00a002ffd7ff300000'.replace(' ', '') +
    '0204ffd70402080a0102030400000000 01030307'.replace(' ', ''),
  'hex',
);

describe('hexdump', () => {
  it('names the fields of a sockaddr', () => {
    expect(inspect(hexdump(Addrinfo.tcp('127.0.2.1', 4481)))).to.equal(
      [
        '16 bytes',
        '0000  02 00 11 81 7f 00 02 01 00 00 00 00 00 00 00 00  ................',
        'offset, length, field, value',
        '   0   2  family   AF_INET',
        '   2   2  port     4481',
        '   4   4  address  127.0.2.1',
        '   8   8  padding  unused',
      ].join('\n'),
    );
    expect(hexdump(Addrinfo.tcp('::1', 80)).fields.map(({ value }) => value)).to.deep.equal([
      'AF_INET6',
      '80',
      '0',
      '::1',
      '0',
    ]);
    expect(hexdump(Addrinfo.unix('/tmp/x')).fields[1]?.value).to.equal('"/tmp/x\\x00"');
  });

  it('names the fields of the headers of a packet', () => {
    const packet = decodePacket(SYN, 0);
    if (!packet) throw new Error('not decoded');
    const values = Object.fromEntries(
      hexdump(packet).fields.map(({ name, value }) => [name, value]),
    );
    expect(values).to.include({
      'version, header length': '4, 20 bytes',
      protocol: '6 (TCP)',
      'flags, fragment offset': "don't fragment, offset 0",
      'destination address': '127.0.2.1',
      'source port': '50112',
      flags: 'SYN',
      options: 'mss 65495, sack permitted, timestamps 16909060 0, window scale 7',
    });
    expect(values).not.to.have.property('payload');
  });

  it('takes fields of any protocol', () => {
    const dump = hexdump(Buffer.from('\x00\x05hello!'), [
      { name: 'length', length: 2 },
      { name: 'text', length: 5, show: (bytes) => bytes.toString() },
    ]);
    expect(dump.fields.map(({ value }) => value)).to.deep.equal(['5', 'hello']);
    expect(() => hexdump('abc', [{ name: 'much', length: 4 }])).to.throw(
      RangeError,
      'The field much ends at byte 4, and there are only 3',
    );
  });

  it('shows plain bytes, cut where they are many', () => {
    expect(inspect(hexdump('Hi\n'))).to.equal(`3 bytes\n0000  48 69 0a${' '.repeat(41)}Hi.`);
    expect(inspect(hexdump(Buffer.alloc(600)))).to.match(/\.\.\. 88 more bytes$/);
  });

  it('underlines each field and escapes the text of the bytes', () => {
    const markup = String(hexdump('<b>&')[jupyterDisplay]()['text/html']);
    expect(markup).to.include('&#60;b&#62;&#38;').and.not.include('<b>');
    const fields = String(hexdump(Addrinfo.tcp('127.0.2.1', 4481))[jupyterDisplay]()['text/html']);
    expect(fields).to.match(/title="port: 4481" style="border-bottom:2px dotted #\w+">11 81</);
  });
});
