/** What holds for every input: packing and unpacking, and a stream against a model of it. */

import { expect } from 'chai';
import fc from 'fast-check';
import {
  Addrinfo,
  AF_INET,
  AF_INET6,
  AncillaryData,
  htonl,
  htons,
  inetNtop,
  inetPton,
  MSG_DONTWAIT,
  ntohl,
  ntohs,
  Socket,
} from '../../../lib/socket/index.ts';
import { packControl, unpackControl } from '../../../lib/socket/options/control.ts';
import { int, linger, milliseconds } from '../../../lib/socket/options/options.ts';
import { packEpollEvent, unpackEpollEvent } from '../../../lib/socket/wait/epoll-event.ts';

const port = fc.nat(65_535);
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const anyInt = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });

describe('packing and unpacking', () => {
  it('gives every IPv4 endpoint back', () => {
    fc.assert(
      fc.property(fc.ipV4(), port, (host, number) => {
        const endpoint = Addrinfo.fromSockaddr(Addrinfo.tcp(host, number).toSockaddr());
        expect([endpoint.ipAddress, endpoint.ipPort]).to.deep.equal([host, number]);
      }),
    );
  });

  it('gives the bytes of every IP address back, and its text is accepted again', () => {
    fc.assert(
      fc.property(bytes(4), bytes(16), (four, six) => {
        expect([...inetPton(AF_INET, inetNtop(AF_INET, four))]).to.deep.equal([...four]);
        const text = inetNtop(AF_INET6, six);
        expect([...inetPton(AF_INET6, text)]).to.deep.equal([...six]);
        expect(Addrinfo.ip(text).ipAddress).to.equal(text);
      }),
    );
  });

  it('writes IPv6 as the URL parser of the platform does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 0, 1, 0xab, 0xffff), { minLength: 8, maxLength: 8 }),
        (groups) => {
          const six = Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
          const text = inetNtop(AF_INET6, six);
          fc.pre(!text.includes('.'));
          expect(`[${text}]`).to.equal(new URL(`http://[${text}]/`).hostname);
        },
      ),
    );
  });

  it('gives every path back that fits', () => {
    const path = fc
      .string({ unit: 'binary', maxLength: 60 })
      .filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(path, fc.boolean(), (text, isAbstract) => {
        fc.pre(Buffer.byteLength(text) <= 107 && text.isWellFormed());
        const name = isAbstract ? `\0${text}` : text;
        const packed = Addrinfo.unix(name).toSockaddr();
        expect(Addrinfo.fromSockaddr(packed).unixPath).to.equal(name);
      }),
    );
  });

  it('gives numbers, options and events back', () => {
    fc.assert(
      fc.property(anyInt, fc.boolean(), fc.nat(), (value, on, data) => {
        expect(int.unpack(Buffer.from(int.pack(value)))).to.equal(value);
        const packed = Buffer.from(linger.pack({ on, seconds: value }));
        expect(linger.unpack(packed)).to.deep.equal({ on, seconds: value });
        expect(milliseconds.unpack(Buffer.from(milliseconds.pack(data)))).to.equal(data);
        const event = packEpollEvent(value, data);
        expect(unpackEpollEvent(event, 0)).to.deep.equal({ events: value >>> 0, data });
        expect(ntohl(htonl(data))).to.equal(data);
        expect(ntohs(htons(data & 0xffff))).to.equal(data & 0xffff);
      }),
    );
  });

  it('gives ancillary data back, and never fails on garbage', () => {
    const item = fc.tuple(anyInt, anyInt, fc.uint8Array({ maxLength: 40 }));
    fc.assert(
      fc.property(
        fc.array(item, { maxLength: 5 }),
        fc.uint8Array({ maxLength: 80 }),
        (items, junk) => {
          const control = items.map(([level, type, data]) => new AncillaryData(level, type, data));
          const back = unpackControl(packControl(control));
          expect(back.map(({ level, type, data }) => [level, type, [...data]])).to.deep.equal(
            items.map(([level, type, data]) => [level, type, [...data]]),
          );
          for (const one of unpackControl(Buffer.from(junk)))
            expect(one.descriptors).to.not.equal(null);
        },
      ),
    );
  });
});

/** What a stream of bytes is: a queue in each direction, which can be shut. */
interface Model {
  /** What was sent by each end and not yet received. */
  readonly queued: [Buffer, Buffer];
  /** Which end has shut down writing. */
  readonly shut: [boolean, boolean];
}

type Step =
  | { readonly kind: 'send'; readonly end: 0 | 1; readonly length: number }
  | { readonly kind: 'recv'; readonly end: 0 | 1; readonly length: number }
  | { readonly kind: 'closeWrite'; readonly end: 0 | 1 }
  | { readonly kind: 'dup'; readonly end: 0 | 1 };

const end = fc.constantFrom<0 | 1>(0, 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('send'), end, length: fc.nat(3000) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('recv'), end, length: fc.nat(4000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('closeWrite'), end }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('dup'), end }) },
);

describe('a stream', () => {
  let counter = 0;
  const payload = (length: number) => Buffer.from(Array.from({ length }, () => counter++ & 0xff));

  it('does what a pair of queues does, whatever is done to it in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const sockets = Socket.pair();
        const model: Model = { queued: [Buffer.alloc(0), Buffer.alloc(0)], shut: [false, false] };
        try {
          for (const next of steps) await take(next, sockets, model);
        } finally {
          for (const socket of sockets) socket.close();
        }
      }),
      { numRuns: 100 },
    );
  });

  async function take(next: Step, sockets: [Socket, Socket], model: Model): Promise<void> {
    const socket = sockets[next.end];
    const other = next.end === 0 ? 1 : 0;
    if (next.kind === 'dup') {
      sockets[next.end] = socket.dup();
      socket.close();
    } else if (next.kind === 'closeWrite') {
      socket.closeWrite();
      model.shut[next.end] = true;
    } else if (next.kind === 'send') {
      const data = payload(next.length);
      const result = await socket.send(data).catch((error) => error.code);
      if (model.shut[next.end]) expect(result).to.equal('EPIPE');
      else {
        expect(result).to.equal(next.length);
        model.queued[next.end] = Buffer.concat([model.queued[next.end], data]);
      }
    } else {
      const result = await socket
        .recv(next.length, { flags: MSG_DONTWAIT })
        .catch((error) => error.code);
      const queue = model.queued[other];
      if (queue.length === 0 && !model.shut[other]) {
        expect(result).to.equal(next.length === 0 && Buffer.isBuffer(result) ? result : 'EAGAIN');
      } else {
        expect(Buffer.compare(result, queue.subarray(0, next.length))).to.equal(0);
        model.queued[other] = queue.subarray(next.length);
      }
    }
  }

  it('keeps the order of bytes when both ends send and receive at once, in pieces of any size', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(sizes, sizes, async (sends, receives) => {
        const [left, right] = Socket.pair();
        const sent = sends.map(payload);
        const all = Buffer.concat(sent);
        const sending = Promise.all(sent.map((data) => left.sendAll(data))).then(() =>
          left.close(),
        );
        const received: Buffer[] = [];
        for (let i = 0; ; i++) {
          const chunk = await right.recv(receives[i % receives.length]);
          if (chunk.length === 0) break;
          received.push(chunk);
        }
        await sending;
        right.close();
        expect(Buffer.concat(received).equals(all)).to.equal(true);
      }),
      { numRuns: 30 },
    );
  });

  it('settles every one of many waits, however they are ended', async () => {
    const ending = fc.constantFrom('data', 'timeout', 'abort');
    await fc.assert(
      fc.asyncProperty(fc.array(ending, { minLength: 1, maxLength: 20 }), async (endings) => {
        const [left, right] = Socket.pair();
        const controller = new AbortController();
        const waits = endings.map((how) => {
          const timeout = how === 'timeout' ? 1 : undefined;
          const signal = how === 'abort' ? controller.signal : undefined;
          return right.recv(1, { timeout, signal }).then(String, (error) => error.code);
        });
        controller.abort();
        const aborted = endings.map((how, i) => (how === 'abort' ? waits[i] : undefined));
        for (const code of await Promise.all(aborted)) {
          expect(code).to.be.oneOf([undefined, 'ABORT_ERR']);
        }
        await left.sendAll('x'.repeat(endings.length));
        const results = await Promise.all(waits);
        results.forEach((result, i) => {
          const allowed = { data: ['x'], timeout: ['x', 'ETIMEDOUT'], abort: ['ABORT_ERR'] };
          expect(result).to.be.oneOf(allowed[endings[i] ?? 'data']);
        });
        for (const socket of [left, right]) socket.close();
      }),
      { numRuns: 50 },
    );
  });
});
