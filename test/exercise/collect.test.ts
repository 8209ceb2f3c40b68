import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { ZipFile } from 'yazl';
import { readArchive } from '../../lib/exercise/grade/archive.ts';
import { collectSubmissions } from '../../lib/exercise/grade/collect.ts';
import { readPlatformName } from '../../lib/exercise/grade/platform-names.ts';

/** A zip of the given files; a mode makes a symbolic link of one. */
async function zip(
  files: Readonly<Record<string, string | Buffer>>,
  mode = 0o100644,
): Promise<Buffer> {
  const archive = new ZipFile();
  for (const [path, content] of Object.entries(files)) {
    archive.addBuffer(Buffer.from(content), path, { mode });
  }
  archive.end();
  return buffer(archive.outputStream);
}

/** The same zip with a name in it that no well-behaved program writes. */
function renamed(archive: Buffer, from: string, to: string): Buffer {
  expect(to).to.have.length(from.length);
  return Buffer.from(archive.toString('latin1').replaceAll(from, to), 'latin1');
}

describe('names that platforms give', () => {
  it('of Moodle, with the participant', () => {
    expect(readPlatformName('Ada Lovelace_12345_assignsubmission_file_02.ipynb')).to.deep.equal({
      student: 'Ada-Lovelace-12345',
      name: 'Ada Lovelace',
      platformId: '12345',
      late: false,
    });
  });

  it('of Canvas, with the user and the mark for late ones', () => {
    expect(readPlatformName('lovelaceada_LATE_47_99_02-1.ipynb')).to.include({
      student: 'lovelaceada-47',
      platformId: '47',
      late: true,
    });
  });

  /** Each form with the student that it names, whom the platform knows by the number at the end. */
  const forms: readonly (readonly [form: string, fileName: string, student: string])[] = [
    ['Moodle, folders', 'Ada Lovelace_12345_assignsubmission_file_', 'Ada-Lovelace-12345'],
    ['Moodle, folders since 4', 'Ada Lovelace_12345_assignsubmission_file', 'Ada-Lovelace-12345'],
    ['Moodle, files', 'Ada Lovelace_12345_assignsubmission_file_a_b.zip', 'Ada-Lovelace-12345'],
    ['Moodle, text', 'Ada Lovelace_12345_assignsubmission_onlinetext_', 'Ada-Lovelace-12345'],
    ['Moodle, accents', 'Zo\u00eb \u00c5ngstr\u00f6m_7_assignsubmission_file_', 'Zoe-Angstrom-7'],
    ['Moodle, other scripts', '\u674e\u96f7_44_assignsubmission_file_', '44'],
    ['Moodle, hyphens', "Jean-Luc O'Neil_9_assignsubmission_file_x.ipynb", 'Jean-Luc-O-Neil-9'],
    ['Canvas', 'lovelaceada_4711_99887_02-server-lifecycle.ipynb', 'lovelaceada-4711'],
    ['Canvas, handed in again', 'lovelaceada_4711_99890_my_answer-2.ipynb', 'lovelaceada-4711'],
    ['Canvas, late', 'lovelaceada_LATE_4711_99887_a.zip', 'lovelaceada-4711'],
  ];
  for (const [form, fileName, student] of forms) {
    it(`in the form of ${form}`, () => {
      expect(readPlatformName(fileName)).to.include({
        student,
        platformId: student.split('-').at(-1),
        late: fileName.includes('LATE'),
      });
    });
  }

  it('of nobody, which never climb out of a folder', () => {
    for (const name of ['../../etc', '..', '/abs', '.hidden', '<img src=x>', '=cmd()', '']) {
      expect(readPlatformName(name).student).to.match(/^\w[\w.-]*$/);
    }
  });
});

describe('collecting submissions', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wirebook-collect-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function put(path: string, content: string | Buffer = '{}'): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }

  async function collected(path = ''): Promise<Record<string, string[]>> {
    const submissions = await collectSubmissions(join(folder, path));
    return Object.fromEntries(
      submissions.map(({ student, notebooks }) => [
        student,
        notebooks.map((notebook) => notebook.path),
      ]),
    );
  }

  it('finds folders, single notebooks and zips of students', async () => {
    put('alice/deep/a.ipynb');
    put('Bob B_7_assignsubmission_file_/b.ipynb');
    put('carol_1_2_c.zip', await zip({ 'x/c.ipynb': '{}', 'readme.txt': 'hello' }));
    put('dan.ipynb');
    mkdirSync(join(folder, 'eve'));
    expect(await collected()).to.deep.equal({
      'Bob-B-7': ['Bob B_7_assignsubmission_file_/b.ipynb'],
      alice: ['alice/deep/a.ipynb'],
      'carol-1': ['carol_1_2_c.zip/x/c.ipynb'],
      dan: ['dan.ipynb'],
      eve: [],
    });
  });

  it('finds them in a zip of zips, with or without a folder around all', async () => {
    const inner = await zip({ 'a.ipynb': '{}' });
    put(
      'class.zip',
      await zip({ 'ann_1_2_a.zip': inner, 'Bob B_7_assignsubmission_file_/b.ipynb': '{}' }),
    );
    put('wrapped.zip', await zip({ 'class/ann/a.ipynb': '{}', 'class/ben/b.ipynb': '{}' }));
    expect(Object.keys(await collected('class.zip'))).to.deep.equal(['Bob-B-7', 'ann-1']);
    expect(Object.keys(await collected('wrapped.zip'))).to.deep.equal(['ann', 'ben']);
  });

  it('follows no symbolic link, in a folder or in a zip', async () => {
    mkdirSync(join(folder, 'mallory'));
    symlinkSync('/etc/passwd', join(folder, 'mallory', 'link.ipynb'));
    symlinkSync('/', join(folder, 'mallory', 'root'));
    put('trudy.zip', await zip({ 'link.ipynb': '/etc/passwd' }, 0o120777));
    const submissions = await collectSubmissions(folder);
    expect(submissions.flatMap(({ notebooks }) => notebooks)).to.deep.equal([]);
    expect(submissions.flatMap(({ refused }) => refused).join()).to.include('a symbolic link');
  });

  it('refuses archives whose names climb or are absolute', async () => {
    const good = await zip({ 'XX/evil.ipynb': '{}' });
    for (const evil of [renamed(good, 'XX/evil', '../evil'), renamed(good, 'XX/evil', '/X/evil')]) {
      const { files, refused } = await readArchive(evil);
      expect(files).to.deep.equal([]);
      expect(refused).to.have.length(1);
    }
  });

  it('refuses bombs, by what they announce and by what they hold', async () => {
    const bomb = await zip({ 'a.ipynb': Buffer.alloc(4 << 20) });
    const small = { entries: 100, fileBytes: 1 << 20, totalBytes: 1 << 24 };
    expect((await readArchive(bomb, small)).refused.join()).to.include('larger than');
    const many = await zip(
      Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`${n}.ipynb`, ''])),
    );
    expect((await readArchive(many, { ...small, entries: 10 })).refused).to.deep.equal([
      'more than 10 entries',
    ]);
    const lying = Buffer.from(bomb);
    // The announced size of the central directory: less than what comes out.
    lying.writeUInt32LE(10, lying.indexOf('PK\u0001\u0002', 0, 'latin1') + 24);
    expect((await readArchive(lying)).files).to.deep.equal([]);
  });

  it('survives what is no archive, and archives in archives without end', async () => {
    put('broken.zip', 'PK but no more');
    let nested = await zip({ 'a.ipynb': '{}' });
    for (let level = 0; level < 6; level += 1) nested = await zip({ 'n.zip': nested });
    put('nested.zip', nested);
    const submissions = await collectSubmissions(folder);
    expect(submissions.map(({ student }) => student)).to.include.members(['broken', 'nested']);
    expect(submissions.flatMap(({ notebooks }) => notebooks)).to.deep.equal([]);
  });
});
