import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { ZipFile } from 'yazl';
import { WirebookError } from '../../lib/base/error.ts';
import { readArchive, roomOfClass } from '../../lib/grade/archive.ts';
import { type CollectOptions, collectSubmissions } from '../../lib/grade/collect.ts';
import { type ReadSubmission, readSubmission } from '../../lib/grade/submitted-notebook.ts';

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

  /** Collects the submissions at a path, and reads them. */
  async function read(path = '', options?: CollectOptions): Promise<readonly ReadSubmission[]> {
    const submissions = await collectSubmissions(join(folder, path), options);
    return Promise.all(submissions.map(readSubmission));
  }

  async function collected(path = ''): Promise<Record<string, string[]>> {
    const submissions = await read(path);
    return Object.fromEntries(
      submissions.map(({ student, notebooks }) => [
        student,
        notebooks.map((notebook) => notebook.path),
      ]),
    );
  }

  async function rejected(path: string): Promise<Error> {
    const found = await collectSubmissions(join(folder, path)).catch((error: unknown) => error);
    expect(found).to.be.instanceOf(WirebookError);
    return found as Error;
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
    const submissions = await read();
    expect(submissions.flatMap(({ notebooks }) => notebooks)).to.deep.equal([]);
    expect(submissions.flatMap(({ refused }) => refused).join()).to.include('a symbolic link');
  });

  it('refuses archives whose names climb or are absolute', async () => {
    const good = await zip({ 'XX/evil.ipynb': '{}' });
    for (const evil of [renamed(good, 'XX/evil', '../evil'), renamed(good, 'XX/evil', '/X/evil')]) {
      const { files, broken } = await readArchive(evil, { room: roomOfClass() });
      expect(files).to.deep.equal([]);
      expect(broken).to.match(/invalid relative path|absolute path/);
    }
  });

  it('refuses zip bombs, by their announced and by their real size', async () => {
    const bomb = await zip({ 'a.ipynb': Buffer.alloc(4 << 20) });
    const room = () => ({ entries: 10, bytes: 1 << 24 });
    const { refused } = await readArchive(bomb, { room: room(), fileBytes: 1 << 20 });
    expect(refused).to.deep.equal([{ path: 'a.ipynb', reason: 'larger than 1 MB' }]);
    const many = await zip(
      Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`${n}.ipynb`, ''])),
    );
    expect((await readArchive(many, { room: room() })).broken).to.equal('too many entries');
    const lying = Buffer.from(bomb);
    // The announced size of the central directory: less than what comes out.
    lying.writeUInt32LE(10, lying.indexOf('PK\u0001\u0002', 0, 'latin1') + 24);
    const [file] = (await readArchive(lying, { room: room() })).files;
    const error = await file?.load().catch((reason: unknown) => reason);
    expect(String(error)).to.match(/too many bytes/);
  });

  it('tells students apart whose names become the same as names of files', async () => {
    const names = [
      '\u5f20\u4f1f',
      '\u674e\u5a1c',
      '\u0418\u0432\u0430\u043d',
      '\u{1f98a}',
      '\u{1f43b}',
      'ann smith',
    ];
    const long = `${'x'.repeat(100)} `;
    for (const name of [...names, 'ann-smith', 'Jos\u00e9', 'Jose', `${long}1`, `${long}2`]) {
      put(`${name}/a.ipynb`);
    }
    // The same name, as Linux and as macOS write it.
    put('Zo\u00eb.ipynb');
    put('Zoe\u0308.zip', await zip({ 'b.ipynb': '{}' }));
    const students = await collected();
    expect(Object.keys(students)).to.have.length(12);
    expect(students).to.include.keys(
      '\u5f20\u4f1f',
      '\u0418\u0432\u0430\u043d',
      'ann-smith',
      'Jose',
      'Zoe',
    );
    expect(students['ann-smith']).to.deep.equal(['ann-smith/a.ipynb']);
    expect(students.Zoe).to.have.length(2);
    for (const student of Object.keys(students)) {
      expect(student).to.match(/^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u);
      expect(Buffer.byteLength(student)).to.be.lessThan(140);
    }
  });

  it('takes a student’s archive as the student’s, whoever its names name and however broken it is', async () => {
    const names = {
      'Ann A_1_assignsubmission_file_/a.ipynb': '{"cells":[]}',
      'Ben B_2_assignsubmission_file_/b.ipynb': '{"cells":[]}',
    };
    const asClass = await zip(names);
    put('class/mallory.zip', asClass);
    put('class/Ann A_1_assignsubmission_file_/a.ipynb');
    put('class/trudy.zip', renamed(asClass, 'Ben B_2', '../../b'));
    expect(Object.keys(await collected('class'))).to.deep.equal(['Ann-A-1', 'mallory', 'trudy']);
    expect((await collected('class'))['Ann-A-1']).to.have.length(1);
    put('alone/mallory.zip', asClass);
    expect(Object.keys(await collected('alone'))).to.deep.equal(['mallory']);
    put('class.zip', asClass);
    expect(Object.keys(await collected('class.zip'))).to.deep.equal(['Ann-A-1', 'Ben-B-2']);
  });

  it('goes on with the class where one student’s file or folder is too large or too deep', async () => {
    put('class/ann/a.ipynb');
    put('class/mallory.zip');
    truncateSync(join(folder, 'class', 'mallory.zip'), 3 * 2 ** 30);
    const name = 'd'.repeat(250);
    execFileSync('sh', [
      '-c',
      `mkdir "$0"; cd "$0"; for i in $(seq 20); do mkdir ${name}; cd -P ${name}; done; : > a.ipynb`,
      join(folder, 'class', 'trudy'),
    ]);
    const [ann, mallory, trudy] = await read('class');
    expect(ann?.notebooks).to.have.length(1);
    expect(mallory).to.include({ student: 'mallory' });
    expect(mallory?.refused).to.deep.equal(['mallory.zip: larger than 100 MB']);
    expect(trudy?.refused.join()).to.match(/^trudy\/.*: folders in folders, deeper than/);
  });

  it('unpacks no more than its room from archives in archives', async () => {
    let nested = await zip({ 'a.ipynb': Buffer.alloc(50 << 20) });
    nested = await zip(
      Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`${n}.zip`, nested])),
    );
    put('class/mallory.zip', nested);
    const [mallory] = await read('class');
    expect(mallory?.notebooks).to.have.length.below(5);
    expect(mallory?.refused.join()).to.include('all that was handed in is too large');
  });

  it('finds students in a folder within the archive of a class', async () => {
    put(
      'packed.zip',
      await zip({ 'submissions/anna_1_2_a.ipynb': '{}', 'submissions/benb_3_4_b.ipynb': '{}' }),
    );
    expect(Object.keys(await collected('packed.zip'))).to.deep.equal(['anna-1', 'benb-3']);
    put(
      'flat.zip',
      await zip({ 'hw2/ann.ipynb': '{}', 'hw2/ben.ipynb': '{}', 'hw2/read me.txt': '' }),
    );
    expect(Object.keys(await collected('flat.zip'))).to.deep.equal(['ann', 'ben']);
    put('one.zip', await zip({ 'ann/01-a.ipynb': '{}', 'ann/02-b.ipynb': '{}' }));
    expect(Object.keys(await collected('one.zip'))).to.deep.equal(['ann']);
  });

  it('finds students who handed in other files', async () => {
    put('class/anna_1_2_answer.py');
    put('class/ben/answer.pdf');
    put('class/read me.txt');
    mkdirSync(join(folder, 'class'), { recursive: true });
    symlinkSync('/etc', join(folder, 'class', 'cid'));
    expect(Object.keys(await collected('class'))).to.deep.equal(['anna-1', 'ben', 'cid']);
    put('class.zip', await zip({ 'ben/answer.pdf': '', 'ann/a.ipynb': '{}', 'list.csv': '' }));
    expect(await collected('class.zip')).to.deep.equal({ ann: ['ann/a.ipynb'], ben: [] });
  });

  it('ignores copies that front ends and macOS put beside a notebook', async () => {
    const copies = { '__MACOSX/ann/._a.ipynb': '{}', 'ann/.ipynb_checkpoints/a.ipynb': '{}' };
    put('class.zip', await zip({ './ann/a.ipynb': '{}', ...copies }));
    expect(await collected('class.zip')).to.deep.equal({ ann: ['ann/a.ipynb'] });
  });

  it('reads the files after a damaged one in an archive, and names the damaged one', async () => {
    const files = { 'ann/a.ipynb': 'a'.repeat(999), 'ben/b.ipynb': '{}', 'cid/c.ipynb': '{}' };
    const damaged = await zip(files);
    damaged.fill(255, damaged.indexOf('a.ipynb') + 7, damaged.indexOf('a.ipynb') + 12);
    put('class.zip', damaged);
    expect(Object.keys(await collected('class.zip'))).to.deep.equal(['ann', 'ben', 'cid']);
    const [ann, ben] = await read('class.zip');
    expect(ann?.notebooks).to.deep.equal([]);
    expect(ann?.refused.join()).to.match(/^ann\/a\.ipynb: ./);
    expect(ben?.refused).to.deep.equal([]);
  });

  it('refuses an archive of a class that is cut short', async () => {
    const whole = await zip({ 'ann/a.ipynb': '{}', 'ben/b.ipynb': '{}' });
    put('half.zip', whole.subarray(0, whole.length - 30));
    put('climbing.zip', renamed(whole, 'ben/b', '../bb'));
    for (const name of ['half.zip', 'climbing.zip']) {
      expect((await rejected(name)).message).to.match(/^Cannot read all of .*; fetch it once more/);
    }
  });

  it('does not wait for pipes and other special files', async () => {
    put('class/ann/a.ipynb');
    for (const pipe of ['pipe', 'class/ben.ipynb', 'class/ann/b.zip']) {
      execFileSync('mkfifo', [join(folder, pipe)]);
    }
    expect(await collected('class')).to.deep.equal({ ann: ['ann/a.ipynb'], ben: [] });
    expect((await rejected('pipe')).message).to.include('is not a folder, a notebook or a zip');
  });

  it('follows a link that the instructor names, and leaves the folder of the grades out', async () => {
    put('class/ann/a.ipynb');
    put('class/graded/students/ann/record.json');
    symlinkSync(join(folder, 'class'), join(folder, 'link'));
    expect(Object.keys(await collected('link'))).to.deep.equal(['ann', 'graded']);
    const except = join(folder, 'class', 'graded');
    const submissions = await read('class', { except });
    expect(submissions.map(({ student }) => student)).to.deep.equal(['ann']);
  });

  it('explains where there are no submissions', async () => {
    mkdirSync(join(folder, 'empty'));
    expect((await rejected('empty')).message).to.include('There are no submissions in');
    expect((await rejected('absent')).message).to.include('There is no');
  });

  it('reads names that are not UTF-8', async () => {
    mkdirSync(Buffer.concat([Buffer.from(`${folder}/J`), Buffer.from([0xf6]), Buffer.from('rg')]));
    const file = Buffer.concat([
      Buffer.from(`${folder}/J`),
      Buffer.from([0xf6]),
      Buffer.from('rg/a.ipynb'),
    ]);
    writeFileSync(file, '{}');
    const [submission] = await collectSubmissions(folder);
    expect(submission).to.include({ student: 'Jorg', name: 'J\u00f6rg' });
    expect((await submission?.files[0]?.load())?.toString()).to.equal('{}');
  });

  it('survives files that are not archives, and archives nested without end', async () => {
    put('broken.zip', 'PK but no more');
    let nested = await zip({ 'a.ipynb': '{}' });
    for (let level = 0; level < 6; level += 1) nested = await zip({ 'n.zip': nested });
    put('nested.zip', nested);
    const submissions = await read();
    expect(submissions.map(({ student }) => student)).to.include.members(['broken', 'nested']);
    expect(submissions.flatMap(({ notebooks }) => notebooks)).to.deep.equal([]);
  });
});
