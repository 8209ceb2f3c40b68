import { expect } from 'chai';
import fc from 'fast-check';
import { BufferedReader, Socket } from '../../lib/socket/index.ts';

/** A stream that gives out these pieces, one a call, as a network might. */
function pieces(...texts: readonly (string | Buffer)[]) {
  const left = texts.map((text) => Buffer.from(text));
  return { recv: async () => left.shift() ?? Buffer.alloc(0) };
}

/** The code of the error that a call fails with. */
async function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'none',
    (error: unknown) => Object(error).code,
  );
}

describe('a buffered reader', () => {
  it('reads the same lines however the stream is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n]/g, ' '))),
        fc.array(fc.integer({ min: 0, max: 200 })),
        async (lines, cuts) => {
          const bytes = Buffer.from(lines.map((line) => `${line}\r\n`).join(''));
          const edges = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length];
          const sorted = [...new Set(edges)].sort((a, b) => a - b);
          const parts = sorted.slice(1).map((end, at) => bytes.subarray(sorted[at], end));
          const reader = new BufferedReader(pieces(...parts));
          for (const line of lines) expect(await reader.readLine()).to.equal(line);
          expect(await reader.readLine()).to.equal(undefined);
        },
      ),
    );
  });

  it('finds a mark that lies across two pieces, and keeps what follows it', async () => {
    const reader = new BufferedReader(pieces('head\r\n\r', '\nbo', 'dy'));
    expect(String(await reader.readUntil('\r\n\r\n'))).to.equal('head\r\n\r\n');
    expect(String(await reader.readExact(4))).to.equal('body');
    expect(String(await reader.readUntil('\n'))).to.equal('');
  });

  it('fails with EMSGSIZE where no end comes within the limit, and takes one at the limit', async () => {
    const endless = { recv: async () => Buffer.alloc(1000, 'x') };
    expect(await codeOf(new BufferedReader(endless, { limit: 5000 }).readLine())).to.equal(
      'EMSGSIZE',
    );
    const exact = new BufferedReader(pieces('1234\n', '12345\n'), { limit: 5 });
    expect(await exact.readLine()).to.equal('1234');
    expect(await codeOf(exact.readLine())).to.equal('EMSGSIZE');
    expect(exact.buffered.toString()).to.equal('12345\n');
    // What stands behind the last line end may be as long as the limit.
    expect(await new BufferedReader(pieces('12345'), { limit: 5 }).readLine()).to.equal('12345');
  });

  it('gives a call its time once, however many pieces come', async () => {
    const [left, right] = Socket.pair();
    const reader = new BufferedReader(right);
    let isOver = false;
    const dripping = (async () => {
      while (!isOver) {
        await left.send('x');
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    expect(await codeOf(reader.readLine({ timeout: 40 }))).to.equal('ETIMEDOUT');
    expect(await codeOf(reader.readExact(60_000, { timeout: 40 }))).to.equal('ETIMEDOUT');
    expect(reader.buffered.length).to.be.greaterThan(2);
    isOver = true;
    await dripping;
    expect(await codeOf(reader.readExact(60_000, { timeout: 0 }))).to.equal('EAGAIN');
    for (const socket of [left, right]) socket.close();
  });

  it('keeps the bytes so far where a call fails', async () => {
    const [left, right] = Socket.pair();
    await left.sendAll('half a ');
    const reader = new BufferedReader(right);
    expect(await codeOf(reader.readLine({ timeout: 20 }))).to.equal('ETIMEDOUT');
    await left.sendAll('line\nand');
    expect(await reader.readLine()).to.equal('half a line');
    left.close();
    expect(await codeOf(reader.readExact(10))).to.equal('ERR_STREAM_PREMATURE_CLOSE');
    expect(await reader.readLine()).to.equal('and');
    right.close();
  });
});
