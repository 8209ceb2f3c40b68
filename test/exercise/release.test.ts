import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { releaseNotebook, writeRelease } from '../../lib/exercise/release.ts';
import { metadataOf } from '../../lib/exercise/sealed-checks.ts';
import { hasSolution, stripSolutions } from '../../lib/exercise/stub.ts';
import { parseNotebook } from '../../lib/notebook/format.ts';

const name = '02-server-lifecycle';

describe('stripSolutions', () => {
  it('replaces a solution by a line that throws, and keeps the rest', () => {
    const stripped = stripSolutions(
      'f() {\n  // BEGIN SOLUTION\n  x\n  // END SOLUTION\n}',
      'here',
    );
    expect(stripped.split('\n')).to.have.length(4);
    expect(stripped).to.match(
      /^f\(\) \{\n {2}\/\/ .*\n {2}throw new Error\('Not written yet.*\n\}$/,
    );
    expect(hasSolution(stripped)).to.equal(false);
  });

  it('refuses marks without partner', () => {
    expect(() => stripSolutions('// BEGIN SOLUTION', 'cell a')).to.throw('cell a: BEGIN');
    expect(() => stripSolutions('// END SOLUTION', 'cell a')).to.throw('cell a: END');
    expect(() => stripSolutions('// BEGIN SOLUTION\n// BEGIN SOLUTION', 'cell a')).to.throw(
      'inside',
    );
  });
});

describe('a release', () => {
  let folder: string;
  let text: string;
  let path: string;

  before(async () => {
    text = await releaseNotebook(name);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wirebook-release-'));
    path = join(folder, `${name}.ipynb`);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('holds no solution and no check that can be read', () => {
    expect(text).not.to.include('SOLUTION');
    expect(text).not.to.include('setsockopt(');
    expect(text).not.to.include('takenPort');
  });

  it('is the same bytes every time', async () => {
    expect(await releaseNotebook(name)).to.equal(text);
  });

  it('has a version that changes with its content', async () => {
    const versionIn = (notebook: string) => metadataOf(parseNotebook(notebook))?.version;
    expect(versionIn(text)).to.match(/^[0-9a-f]{12}$/);
    expect(versionIn(await releaseNotebook('01-sockets-and-addresses'))).not.to.equal(
      versionIn(text),
    );
    const sealedOtherwise = await releaseNotebook(name, { bytes: Buffer.alloc(32), id: 'other' });
    expect(versionIn(sealedOtherwise)).not.to.equal(versionIn(text));
  });

  it('replaces a notebook without edits, even one that was run', () => {
    const outputs = JSON.stringify(JSON.parse(text), null, 2).replace(
      '"outputs": []',
      '"outputs": [{}]',
    );
    writeFileSync(path, outputs);
    expect(writeRelease(name, { text, folder })).to.deep.include({
      change: 'written',
      kept: undefined,
    });
    expect(writeRelease(name, { text, folder })).to.deep.include({ change: 'unchanged' });
  });

  it("keeps a learner's edits, however often it is made", () => {
    const mine = text.replace('Not written yet', 'I am at it');
    for (const number of [1, 2]) {
      writeFileSync(path, mine);
      const { kept } = writeRelease(name, { text, folder });
      expect(kept).to.equal(join(folder, `${name}.kept-${number}.ipynb`));
      expect(readFileSync(kept ?? '', 'utf8')).to.equal(mine);
      expect(readFileSync(path, 'utf8')).to.equal(text);
    }
  });

  it('keeps even a file that is not a notebook any more', () => {
    writeFileSync(path, 'half of a noteb');
    expect(existsSync(writeRelease(name, { text, folder }).kept ?? '')).to.equal(true);
  });
});
