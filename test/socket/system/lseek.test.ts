import { closeSync, openSync, readSync } from 'node:fs';
import { expect } from 'chai';
import {
  AF_INET,
  lseek,
  SEEK_CUR,
  SEEK_END,
  SOCK_STREAM,
  Socket,
} from '../../../lib/socket/index.ts';

describe('lseek()', () => {
  it('moves the place at which a file is read next', () => {
    const fd = openSync(import.meta.filename, 'r');
    const word = Buffer.alloc(6);
    readSync(fd, word);
    expect(lseek(fd, 0, SEEK_CUR)).to.equal(6);
    expect(lseek(fd, 0)).to.equal(0);
    readSync(fd, word);
    expect(word.toString()).to.equal('import');
    expect(lseek(fd, -1, SEEK_END)).to.be.greaterThan(6);
    closeSync(fd);
  });

  it('fails on a socket with ESPIPE', () => {
    using socket = new Socket(AF_INET, SOCK_STREAM);
    expect(() => lseek(socket.fileno(), 0)).to.throw('invalid seek (ESPIPE)');
  });
});
