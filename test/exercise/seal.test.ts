import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { WirebookError } from '../../lib/base/error.ts';
import { courseKey, readKeyFile, type Sealed, seal, unseal } from '../../lib/exercise/seal.ts';

describe('sealed checks', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-seal-'));
  const keyFile = join(folder, 'key');
  const about = { name: '02-server-lifecycle', key: courseKey };
  const text = 'it("answers", ...)';

  before(() => writeFileSync(keyFile, 'a key of more than sixteen bytes'));
  after(() => rmSync(folder, { recursive: true }));

  it('open with the key that sealed them', () => {
    expect(unseal(seal(text, about), about)).to.equal(text);
  });

  it('are the same bytes every time', () => {
    expect(seal(text, about)).to.deep.equal(seal(text, about));
  });

  it('cannot be read from the notebook', () => {
    expect(JSON.stringify(seal(text, about))).not.to.include('answers');
  });

  it('do not open with another key', () => {
    const sealed = seal(text, { ...about, key: readKeyFile(keyFile) });
    expect(() => unseal(sealed, about)).to.throw(WirebookError, 'pass it with --key-file');
    const forged: Sealed = { ...sealed, key: 'course' };
    expect(() => unseal(forged, about)).to.throw(WirebookError, 'were altered');
  });

  it('do not open for another exercise, nor altered', () => {
    const sealed = seal(text, about);
    expect(() => unseal(sealed, { ...about, name: '03' })).to.throw('were altered');
    const data = Buffer.from(sealed.data, 'base64');
    data[0] = (data[0] ?? 0) ^ 1;
    const altered = { ...sealed, data: data.toString('base64') };
    expect(() => unseal(altered, about)).to.throw('were altered');
    const short = { ...sealed, tag: sealed.tag.slice(0, 8) };
    expect(() => unseal(short, about)).to.throw();
  });

  it('need a key file of at least 16 bytes', () => {
    writeFileSync(join(folder, 'short'), 'short');
    expect(() => readKeyFile(join(folder, 'short'))).to.throw('shorter than 16 bytes');
    expect(() => readKeyFile(join(folder, 'absent'))).to.throw('Cannot read the key file');
  });
});
