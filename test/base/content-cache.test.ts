import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ContentCache } from '../../lib/base/content-cache.ts';

describe('a cache that has only so much room', () => {
  const folder = mkdtempSync(join(tmpdir(), 'content-cache-'));
  after(() => rmSync(folder, { recursive: true }));

  /** A file takes a block of 4096 bytes at least. */
  const room = 10 * 4096;

  /** Makes a file look as if it had last been used so many minutes ago. */
  function age(key: string, minutes: number): void {
    const then = new Date(Date.now() - minutes * 60_000);
    utimesSync(join(folder, key), then, then);
  }

  it('throws away what was not used for longest, and keeps what was', () => {
    const cache = new ContentCache(folder, { room });
    for (let index = 0; index < 10; index += 1) {
      cache.keep(`old-${index}`, 'a');
      age(`old-${index}`, 60 - index);
    }
    expect(readdirSync(folder)).to.have.length(10);
    cache.find('old-0');
    cache.keep('new', 'a');
    expect(cache.find('new')).to.equal(join(folder, 'new'));
    expect(cache.find('old-0')).to.equal(join(folder, 'old-0'));
    expect(cache.find('old-1')).to.equal(undefined);
    expect(readdirSync(folder)).to.have.length(9);
  });

  it('counts what others have left there', () => {
    const cache = new ContentCache(folder, { room: 2 * 4096 });
    expect(readdirSync(folder).length).to.equal(1);
    cache.keep('large', 'a'.repeat(4097));
    expect(readdirSync(folder).length).to.be.at.most(2);
  });
});
