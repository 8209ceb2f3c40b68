import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { notebooksInConflict, updateCourse } from '../../lib/update/index.ts';
import {
  CourseRepository,
  code,
  exercise,
  lesson,
  notebook,
  sources,
} from './course-repository.ts';

describe('the merge driver', function () {
  this.timeout(60_000);
  let course: CourseRepository;

  beforeEach(async () => {
    course = new CourseRepository();
    // The first update tells git of the driver.
    await updateCourse(course.learner);
    course.write(exercise, 'task-1', { source: 'return 42;' });
    course.add(exercise, 'example-1', code('mine', 'const mine = 1;'));
    course.publish({
      [exercise]: notebook(
        code('contract', 'const version = 2;', { locked: true }),
        code('task-1', "throw new Error('Not written yet, and asked anew');", { solution: true }),
        code('example-1', 'example(1)'),
        code('task-2', "throw new Error('Not written yet');", { solution: true }),
      ),
      [lesson]: notebook(code('bind', 'bind(2)'), code('listen', 'listen(1)')),
    });
  });
  afterEach(() => course.remove());

  const git = (...args: readonly string[]) =>
    course.git(course.learner, '-c', 'core.editor=true', ...args);

  /** Proves that both sides are in the exercise, and that git has nothing left to do. */
  function expectBoth(answers: Readonly<Record<string, string>> = {}): void {
    expect(sources(course.read(exercise))).to.deep.include({
      contract: 'const version = 2;',
      'task-1': 'return 42;',
      mine: 'const mine = 1;',
      ...answers,
    });
    expect(git('diff', '--name-only', '--diff-filter=U')).to.equal('');
    expect(git('merge-base', 'HEAD', 'origin/main')).to.equal(git('rev-parse', 'origin/main'));
  }

  const commit = ['commit', '--all', '--message', 'Mine'];
  const ways = {
    'git merge': [commit, ['fetch'], ['merge', '--no-edit', 'origin/main']],
    'git pull': [commit, ['pull', '--no-rebase', '--no-edit']],
    'git pull --rebase': [commit, ['pull', '--rebase']],
    'git pull --autostash': [['pull', '--ff-only', '--autostash']],
    'git pull --rebase --autostash': [['pull', '--rebase', '--autostash']],
    'git stash and git stash pop': [['stash'], ['pull', '--ff-only'], ['stash', 'pop']],
  } as const;
  for (const [way, commands] of Object.entries(ways)) {
    it(`puts the answers into the new version in ${way}`, () => {
      for (const command of commands) git(...command);
      expectBoth();
      expect(course.kept()).to.deep.equal([]);
      expect(git('stash', 'list')).to.equal('');
    });
  }

  it('puts the answers of several commits into the new version in a rebase', () => {
    git(...commit);
    course.write(exercise, 'task-2', { source: 'return 43;' });
    git(...commit);
    course.write(exercise, 'task-2', { source: 'return 44;' });
    git('pull', '--rebase', '--autostash');
    expectBoth({ 'task-2': 'return 44;' });
    expect(git('rev-list', '--count', 'origin/main..HEAD')).to.equal('2');
  });

  for (const way of ['git pull', 'git pull --rebase', 'git pull --autostash'] as const) {
    it(`keeps a copy where a cell had to give way in ${way}`, () => {
      const before = course.write(lesson, 'bind', { source: 'bind(99)' });
      for (const command of ways[way]) git(...command);
      expectBoth();
      expect(sources(course.read(lesson)).bind).to.equal('bind(2)');
      expect(course.kept()).to.deep.equal(['notebooks/02-server.kept-1.ipynb']);
      expect(course.text('notebooks/02-server.kept-1.ipynb')).to.equal(before);
    });
  }

  for (const way of ['git pull', 'git pull --rebase', 'git pull --autostash'] as const) {
    it(`leaves a conflict that wirebook update mends where it is killed in ${way}`, async () => {
      const before = course.text(exercise);
      course.killNode();
      for (const command of ways[way]) git(...command);
      expect(notebooksInConflict(course.learner)).to.deep.equal([exercise]);
      const outcome = await updateCourse(course.learner);
      if (outcome.kind !== 'mended') throw new Error('Nothing was mended');
      const [, ...next] = outcome.mended.next.split(' ');
      git(...next);
      expectBoth();
      expect(course.kept().map((path) => course.text(path))).to.deep.equal([before]);
    });
  }

  it('leaves to git what is not a notebook, with marks of the conflict', () => {
    git(...commit);
    writeFileSync(join(course.owner, exercise), 'no longer a notebook\n');
    course.publish({});
    git('pull', '--no-rebase', '--no-edit');
    expect(notebooksInConflict(course.learner)).to.deep.equal([exercise]);
    expect(course.text(exercise)).to.include('return 42;').and.to.include('no longer a notebook');
  });

  it('leaves branches to git of which none or all are published', () => {
    git('stash');
    git('switch', '--create', 'one');
    course.write(lesson, 'bind', { source: 'bind(3)' });
    git(...commit);
    git('switch', '--create', 'other', 'HEAD^');
    course.write(lesson, 'bind', { source: 'bind(4)' });
    git(...commit);
    git('merge', '--no-edit', 'one');
    expect(notebooksInConflict(course.learner)).to.deep.equal([lesson]);
    git('merge', '--abort');
    git('push', 'origin', 'one', 'other');
    git('merge', '--no-edit', 'one');
    expect(notebooksInConflict(course.learner)).to.deep.equal([lesson]);
  });
});
