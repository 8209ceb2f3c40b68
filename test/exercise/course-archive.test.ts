import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { learnersFiles, makeArchive } from '../../lib/exercise/course-archive.ts';
import { gradescopeFiles } from '../../lib/exercise/export.ts';
import { readArchive } from '../../lib/exercise/grade/archive.ts';
import { courseKey, readKeyFile } from '../../lib/exercise/seal.ts';

const name = '02-server-lifecycle';

describe("the learners' bundle", () => {
  it('holds no solution, no test and no checks that can be read', async () => {
    const files = await learnersFiles(courseKey);
    const paths = files.map(({ path }) => path);
    expect(paths.filter((path) => /^(solutions|test)\//.test(path))).to.deep.equal([]);
    expect(paths).to.include.members([
      'package.json',
      `exercises/${name}.ipynb`,
      `exercises/.released/${name}.ipynb`,
    ]);
    const secret = 'tells its caller that a port is taken';
    expect(
      files.filter(({ content }) => content.includes(secret)).map(({ path }) => path),
    ).to.deep.equal([]);
  });

  it('is the same bytes in every time zone and at any time', async () => {
    const files = (await learnersFiles(courseKey)).filter(({ path }) => path.endsWith('.ipynb'));
    const first = await makeArchive(files);
    const zone = process.env.TZ;
    process.env.TZ = 'Asia/Kolkata';
    const second = await makeArchive(files.toReversed());
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
    expect(first.equals(second)).to.equal(true);
    expect((await readArchive(first)).files).to.have.length(files.length);
  });
});

describe('a grader for Gradescope', () => {
  it('carries the key, and the two programs that Gradescope starts', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wirebook-export-'));
    const path = join(folder, 'key');
    writeFileSync(path, 'a key of more than sixteen bytes');
    const files = await gradescopeFiles({
      exercise: name,
      key: readKeyFile(path),
      keyFile: readFileSync(path),
    });
    rmSync(folder, { recursive: true });
    const started = files.filter(
      ({ isExecutable, path: file }) => isExecutable === true && !file.includes('/'),
    );
    expect(started.map(({ path: file }) => file).sort()).to.deep.equal([
      'run_autograder',
      'setup.sh',
    ]);
    for (const { content } of started) execFileSync('bash', ['-n'], { input: content });
    expect(files.some(({ path: file }) => file === 'course.key')).to.equal(true);
    expect(files.some(({ path: file }) => existsSync(file) && file.startsWith('/'))).to.equal(
      false,
    );
  });
});
