/** Files through sockets: sendfile(2), in parts, within limits, in order. */

import { mkdtempSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { SHUT_RD, Socket } from '../../lib/socket/index.ts';
import { failureOf, tcpPair } from './fixtures.ts';

/** More than any send buffer takes at once, and not a multiple of anything. */
const SIZE = 9_000_001;

/** Bytes of which no two parts are alike. */
function content(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at + 4 <= size; at += 4) bytes.writeUInt32LE(at, at);
  return bytes;
}

describe('sendFile()', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-send-file-'));
  const bytes = content(SIZE);
  let file: FileHandle;

  before(async () => {
    file = await open(join(folder, 'file'), 'w+');
    await file.writeFile(bytes);
  });

  after(async () => {
    await file.close();
    rmSync(folder, { recursive: true });
  });

  // P SendfileUsingSendTest.testRegularFile
  it('sends a whole file, however slowly it is read', async () => {
    using pair = await tcpPair();
    const sending = pair.client.sendFile(file);
    const received: Buffer[] = [];
    for (let length = 0; length < SIZE; ) {
      const chunk = await pair.server.recv(100_000);
      received.push(chunk);
      length += chunk.length;
      await new Promise(setImmediate);
    }
    expect(await sending).to.equal(SIZE);
    expect(Buffer.concat(received).equals(bytes)).to.equal(true);
  });

  // P SendfileUsingSendTest.testOffset, testCount
  it('sends a part of it, by the number of a descriptor too', async () => {
    const [left, right] = Socket.pair();
    expect(await left.sendFile(file.fd, { offset: 4_000, length: 8 })).to.equal(8);
    expect((await right.recvExact(8)).equals(bytes.subarray(4_000, 4_008))).to.equal(true);
    expect(await left.sendFile(file, { offset: SIZE - 3, length: 100 })).to.equal(3);
    expect((await right.recv()).equals(bytes.subarray(SIZE - 3))).to.equal(true);
    expect(await left.sendFile(file, { offset: SIZE + 10 })).to.equal(0);
    expect(await left.sendFile(file, { length: 0 })).to.equal(0);
    for (const socket of [left, right]) socket.close();
  });

  it('leaves the place at which the file is read next where it is', async () => {
    const [left, right] = Socket.pair();
    const other = await open(join(folder, 'file'));
    await other.read(Buffer.alloc(8), 0, 8);
    await left.sendFile(other, { length: 100 });
    const { buffer } = await other.read(Buffer.alloc(4), 0, 4);
    expect(buffer.readUInt32LE()).to.equal(8);
    await other.close();
    for (const socket of [left, right]) socket.close();
  });

  it('keeps its place among other calls that send', async () => {
    using pair = await tcpPair();
    const sending = [
      pair.client.sendAll('before'),
      pair.client.sendFile(file),
      pair.client.sendAll('after'),
    ];
    const all = Buffer.concat([Buffer.from('before'), bytes, Buffer.from('after')]);
    expect((await pair.server.recvExact(all.length)).equals(all)).to.equal(true);
    await Promise.all(sending);
  });

  it('tells how far it came when its time is over, or it is aborted', async () => {
    for (const limit of ['timeout', 'signal'] as const) {
      using pair = await tcpPair();
      const options = limit === 'timeout' ? { timeout: 50 } : { signal: AbortSignal.timeout(50) };
      const error = await failureOf(() => pair.client.sendFile(file, options));
      expect(error.code).to.equal(limit === 'timeout' ? 'ETIMEDOUT' : 'ABORT_ERR');
      const { bytesSent } = error;
      expect(bytesSent).to.be.greaterThan(0).and.lessThan(SIZE);
      pair.client.closeWrite();
      let received = 0;
      for await (const chunk of pair.server) received += chunk.length;
      expect(received).to.equal(bytesSent);
    }
  });

  it('does not stop the process where another has made the socket blocking', async () => {
    using pair = await tcpPair();
    using copy = pair.client.dup();
    const blocking = copy.dup().detach({ blocking: true });
    const error = await failureOf(() => pair.client.sendFile(file, { timeout: 20 }));
    expect(error.code).to.equal('ETIMEDOUT');
    Socket.fromFd(blocking).close();
  });

  it('fails on a peer that has gone, a pipe, a socket, a closed file', async () => {
    const [left, right] = Socket.pair();
    expect((await failureOf(() => left.sendFile(left.fileno()))).code).to.equal('ESPIPE');
    const opened = await open(folder);
    expect((await failureOf(() => left.sendFile(opened))).code).to.equal('EINVAL');
    await opened.close();
    const closed = await open(join(folder, 'file'));
    await closed.close();
    expect((await failureOf(() => left.sendFile(closed))).code).to.equal('EBADF');
    const written = await open(join(folder, 'written'), 'w');
    expect((await failureOf(() => left.sendFile(written))).code).to.equal('EBADF');
    await written.close();
    right.shutdown(SHUT_RD);
    const gone = await failureOf(() => left.sendFile(file));
    expect(gone.code).to.equal('EPIPE');
    expect(gone.syscall).to.equal('sendfile');
    expect(gone.message).to.match(/^Cannot send a file: broken pipe \(EPIPE\)$/);
    left.close();
    expect((await failureOf(() => left.sendFile(file))).code).to.equal('EBADF');
    right.close();
  });

  it('refuses what is no file, no place and no length', async () => {
    const [left, right] = Socket.pair();
    const wrong = await failureOf(() => left.sendFile('name' as never));
    expect(wrong.code).to.equal('ERR_INVALID_ARG_TYPE');
    for (const options of [{ offset: -1 }, { length: 0.5 }]) {
      const error = await failureOf(() => left.sendFile(file, options));
      expect(error.code).to.equal('ERR_OUT_OF_RANGE');
    }
    for (const socket of [left, right]) socket.close();
  });
});
