import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';
import { readNotebook, writeNotebook } from '../../lib/notebook/format.ts';
import { ClassFolder, exercise, solve } from '../grade/class-folder.ts';
import { needsNamespaces } from '../needs-namespaces.ts';
import { setUpOffline } from './course-clone.ts';

describe("a course whose checks are sealed with an instructor's key", function () {
  this.timeout(300_000);
  const course = new ClassFolder();
  const key = join(course.folder, 'course.key');
  const wrongKey = join(course.folder, 'wrong.key');
  const bundle = join(course.folder, 'bundle.zip');
  const learners = join(course.folder, 'learners');
  const notebook = join(learners, 'exercises', `${exercise}.ipynb`);

  before(() => {
    writeFileSync(key, 'the key that only the instructor has');
    writeFileSync(wrongKey, 'the key that anybody might make up');
    wirebook(courseRoot, 'release', '--key-file', key, '--out', bundle);
    execFileSync('python3', ['-m', 'zipfile', '-e', bundle, learners]);
    setUpOffline(learners);
  });
  after(() => course.remove());

  interface Said {
    readonly status: number;
    readonly said: string;
  }

  function wirebook(root: string, ...args: readonly string[]): Said {
    try {
      const program = [join(root, 'lib', 'wirebook.mjs'), ...args];
      const said = execFileSync(process.execPath, program, {
        cwd: root,
        encoding: 'utf8',
        stdio: 'pipe',
      });
      return { status: 0, said };
    } catch (error) {
      const { status, stdout, stderr } = error as Said & { stdout: string; stderr: string };
      return { status, said: stdout + stderr };
    }
  }

  it('comes with exercises that pass the lint', () => {
    expect(wirebook(learners, 'lint', notebook)).to.deep.include({ status: 0 });
  });

  it('tells a learner that the instructor decides, and shows nothing of the checks', () => {
    const { status, said } = wirebook(learners, 'check', notebook);
    expect(status).to.equal(2);
    expect(said).to.include('run by your instructor');
    expect(said).not.to.include('passed');
    expect(wirebook(learners, 'check', notebook, '--key-file', wrongKey).status).to.equal(2);
  });

  it('says that nothing can be released or exported from it', () => {
    for (const command of [['release'], ['export', 'github', exercise, '--out', 'grade.yml']]) {
      const { status, said } = wirebook(learners, ...command);
      expect(said.trim().split('\n'), said).to.have.length(1);
      expect(said).to.include('the repository that instructors work in');
      expect(status).to.equal(2);
    }
  });

  it('restores an exercise as it was in the bundle', () => {
    const released = readFileSync(notebook, 'utf8');
    writeFileSync(notebook, released.replace('Not written yet', 'mine'));
    expect(wirebook(learners, 'reset', '02').status).to.equal(0);
    expect(readFileSync(notebook, 'utf8')).to.equal(released);
  });

  it('is graded with that key, and with no other', async function () {
    needsNamespaces.call(this);
    const solved = solve(readNotebook(notebook), ['task-1', 'task-2', 'task-3']);
    writeNotebook(course.put(`ann/${exercise}.ipynb`, ''), solved);
    const grade = (...options: readonly string[]) =>
      course.start(options, { root: learners }).ended;
    const without = await grade();
    expect(without.status).to.equal(2);
    expect(without.said).to.include('--key-file');
    const wrong = await grade('--key-file', wrongKey);
    expect(wrong.status).to.equal(2);
    const right = await grade('--key-file', key);
    expect(right.said).to.include('1 submission: 1 graded');
    expect(course.record('ann')?.points).to.equal(10);
  });
});
