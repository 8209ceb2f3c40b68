import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { notebooksInConflict, UpdateReport, updateCourse } from '../../lib/update/index.ts';
import type { UpdatedNotebook } from '../../lib/update/join-versions.ts';
import {
  CourseRepository,
  code,
  exercise,
  lesson,
  notebook,
  sources,
} from './course-repository.ts';

const keptExercise = exercise.replace('.ipynb', '.kept-1.ipynb');
const output = { output_type: 'stream', name: 'stdout', text: 'seen\n' } as const;

describe('an update of the course', function () {
  this.timeout(60_000);
  let course: CourseRepository;

  beforeEach(() => {
    course = new CourseRepository();
  });
  afterEach(() => course.remove());

  async function update(): Promise<readonly UpdatedNotebook[]> {
    const outcome = await updateCourse(course.learner);
    if (outcome.kind !== 'updated') throw new Error('Conflicts were mended');
    return outcome.update.notebooks;
  }

  /** The sentence that an update fails with. */
  async function refusal(): Promise<string> {
    return updateCourse(course.learner).then(
      () => 'it succeeded',
      (error: Error) => `${error.name}: ${error.message}`,
    );
  }

  /** Proves that the new version is there, and all that a learner had written before it. */
  function expectAllThere(before: string): void {
    expect(sources(course.read(exercise))).to.deep.include({
      contract: 'const version = 2;',
      'task-1': 'return 42;',
      'task-3': "throw new Error('Not written yet');",
      mine: 'const mine = 1;',
    });
    expect(course.text(keptExercise)).to.equal(before);
    expect(course.git(course.learner, 'rev-parse', 'HEAD')).to.equal(
      course.git(course.owner, 'rev-parse', 'HEAD'),
    );
  }

  /** Writes an answer and a cell of one's own into the exercise, and returns its text. */
  function answer(): string {
    course.write(exercise, 'task-1', { source: 'return 42;' });
    course.add(exercise, 'example-1', code('mine', 'const mine = 1;'));
    return course.text(exercise);
  }

  it('takes answers, own cells and outputs over into the new version, and keeps the old one', async () => {
    course.write(exercise, 'example-1', { outputs: [output], execution_count: 3 });
    const before = answer();
    course.publishSecond();
    const row = (await update()).find(({ path }) => path === exercise);
    expectAllThere(before);
    expect(row?.kept).to.equal(keptExercise);
    expect(row?.merged)
      .to.include({ added: 1 })
      .and.deep.include({ answers: ['task-1'] });
    const cells = course.read(exercise).cells;
    expect(cells.map(({ id }) => id)).to.deep.equal([
      'contract',
      'task-1',
      'example-1',
      'mine',
      'task-2',
      'check',
      'task-3',
    ]);
    expect(cells[2]).to.deep.include({ outputs: [output], execution_count: 3 });
  });

  it('keeps the outputs of a lesson that was only run, where its cells stayed the same', async () => {
    for (const id of ['bind', 'listen']) course.write(lesson, id, { outputs: [output] });
    course.publishSecond();
    await update();
    const [bind, listen] = course.read(lesson).cells;
    expect(bind).to.deep.include({ source: 'bind(2)', outputs: [] });
    expect(listen).to.deep.include({ source: 'listen(1)', outputs: [output] });
    expect(course.kept(), 'copies of what nobody wrote').to.deep.equal([]);
  });

  it('keeps beside the lesson what was written in a cell that changed', async () => {
    const before = course.write(lesson, 'bind', { source: 'bind(99)' });
    course.publishSecond();
    const row = (await update()).find(({ path }) => path === lesson);
    expect(sources(course.read(lesson)).bind).to.equal('bind(2)');
    expect(row?.merged?.leftOut).to.deep.equal(['bind']);
    expect(course.text(row?.kept ?? '')).to.equal(before);
  });

  it('leaves alone what the new version does not change', async () => {
    const before = course.write('notebooks/01-other.ipynb', 'only', { source: 'only(mine)' });
    course.publishSecond();
    await update();
    expect(course.text('notebooks/01-other.ipynb')).to.equal(before);
    expect(course.kept()).to.deep.equal([]);
  });

  it('takes over what was staged for a commit as well', async () => {
    const before = answer();
    course.git(course.learner, 'add', '--all');
    course.publishSecond();
    await update();
    expectAllThere(before);
  });

  it('keeps the learner of an exercise that is gone, and of one that was there under its name', async () => {
    const before = answer();
    const own = join(course.learner, 'exercises/07-new.ipynb');
    writeFileSync(own, 'not even a notebook');
    course.publish({
      [exercise]: undefined,
      'exercises/07-new.ipynb': notebook(code('new', 'new()')),
    });
    const rows = await update();
    expect(rows.find(({ path }) => path === exercise)).to.include({ isThere: false });
    expect(course.text(keptExercise)).to.equal(before);
    expect(course.text('exercises/07-new.kept-1.ipynb')).to.equal('not even a notebook');
    expect(sources(course.read('exercises/07-new.ipynb'))).to.deep.equal({ new: 'new()' });
  });

  it('never takes a name that is taken', async () => {
    writeFileSync(join(course.learner, keptExercise), 'an older one');
    const before = answer();
    course.publishSecond();
    const row = (await update()).find(({ path }) => path === exercise);
    expect(course.text(keptExercise)).to.equal('an older one');
    expect(row?.kept).to.equal(exercise.replace('.ipynb', '.kept-2.ipynb'));
    expect(course.text(row?.kept ?? '')).to.equal(before);
  });

  it('does nothing twice', async () => {
    answer();
    course.publishSecond();
    await update();
    const after = course.text(exercise);
    expect(await update()).to.deep.equal([]);
    expect(course.text(exercise)).to.equal(after);
    expect(course.kept()).to.deep.equal([keptExercise]);
  });

  it('can be followed by another one', async () => {
    answer();
    course.publishSecond();
    await update();
    course.publish({
      'notebooks/03-more.ipynb': notebook(code('more', 'more()')),
      [exercise]: notebook(
        code('contract', 'const version = 3;', { locked: true }),
        code('task-1', "throw new Error('Another task');", { solution: true }),
      ),
    });
    const [row] = await update();
    expect(sources(course.read(exercise))).to.deep.equal({
      contract: 'const version = 3;',
      'task-1': 'return 42;',
      mine: 'const mine = 1;',
    });
    expect(row?.merged?.changedTasks).to.deep.equal(['task-1']);
  });

  const steps: readonly GitStep[] = [
    { when: 'after', command: 'fetch' },
    { when: 'after', command: 'add' },
    { when: 'after', command: 'stash push' },
    { when: 'after', command: 'merge' },
    { when: 'before', command: 'stash drop' },
  ];
  for (const step of steps) {
    const moment = `${step.when} "git ${step.command}"`;
    it(`loses nothing when it is killed ${moment}, and goes on the next time`, async () => {
      const before = answer();
      course.publishSecond();
      expect(interrupted(step, 'SIGKILL')).to.equal('SIGKILL');
      await update();
      expectAllThere(before);
      expect(course.kept()).to.deep.equal([keptExercise]);
      expect(course.git(course.learner, 'stash', 'list')).to.equal('');
    });

    it(`loses nothing when the learner writes on after it was killed ${moment}`, async () => {
      answer();
      course.publishSecond();
      interrupted(step, 'SIGKILL');
      course.write(exercise, 'task-2', { source: 'return 43;' });
      const late = course.text(exercise);
      await update();
      const now = sources(course.read(exercise));
      expect(now).to.include({ contract: 'const version = 2;', 'task-1': 'return 42;' });
      expect(now).to.include({ 'task-2': 'return 43;', mine: 'const mine = 1;' });
      expect(course.kept().map((path) => course.text(path))).to.include(late);
    });
  }

  for (const step of steps.slice(1)) {
    it(`comes to its end in spite of Ctrl-C ${step.when} "git ${step.command}"`, () => {
      const before = answer();
      course.publishSecond();
      expect(interrupted(step, 'SIGINT')).to.equal(0);
      expectAllThere(before);
    });
  }

  for (const [ref, state, moment] of [
    ['refs/stash', 'committed', 'stored the answers, which are still in their place'],
    ['refs/heads/main', 'prepared', 'replaced files, and the branch is the old one'],
    ['refs/heads/main', 'committed', 'moved the branch'],
  ] as const) {
    it(`loses nothing when git is killed after it has ${moment}`, async () => {
      const before = answer();
      course.publishSecond();
      const remove = course.hook(
        'reference-transaction',
        `grep -q ${ref} && [ "$1" = ${state} ] && kill -KILL $PPID; exit 0`,
      );
      expect(await refusal()).to.match(/^WirebookError: Cannot update: git says: /);
      expect(course.text(exercise), 'the answer is back at once').to.include('return 42;');
      remove();
      course.unlock();
      await update();
      expectAllThere(before);
    });
  }

  it('takes back the answers of a git pull --autostash that was killed', async () => {
    answer();
    course.publishSecond();
    const remove = course.hook(
      'reference-transaction',
      'grep -q refs/heads/main && [ "$1" = prepared ] && kill -KILL $PPID; exit 0',
    );
    course.git(course.learner, 'pull', '--ff-only', '--autostash');
    expect(course.text(exercise)).not.to.include('return 42;');
    remove();
    course.unlock();
    await update();
    expect(sources(course.read(exercise))).to.deep.include({
      contract: 'const version = 2;',
      'task-1': 'return 42;',
      mine: 'const mine = 1;',
    });
  });

  it('keeps the answers beside a new version that is not a notebook', async () => {
    const before = answer();
    writeFileSync(join(course.owner, exercise), 'not a notebook');
    course.publish({});
    const row = (await update()).find(({ path }) => path === exercise);
    expect(row).to.include({ kept: keptExercise, isThere: true });
    expect(course.text(exercise)).to.equal('not a notebook');
    expect(course.text(keptExercise)).to.equal(before);
  });

  it('restores a notebook that the learner has deleted where the new version changes it', async () => {
    rmSync(join(course.learner, exercise));
    course.git(course.learner, 'rm', '--quiet', '--cached', lesson);
    rmSync(join(course.learner, lesson));
    course.publishSecond();
    await update();
    expect(sources(course.read(exercise))).to.include({ contract: 'const version = 2;' });
    expect(sources(course.read(lesson))).to.include({ bind: 'bind(2)' });
    expect(course.kept()).to.deep.equal([]);
  });

  /** A moment of an update, by the command of git that it runs. */
  interface GitStep {
    readonly when: 'before' | 'after';
    readonly command: string;
  }

  /** Runs an update that gets a signal at a step; returns how it ended. */
  function interrupted({ when, command }: GitStep, signal: NodeJS.Signals): string | number | null {
    const kill = `kill -${signal.replace('SIG', '')} $PPID`;
    // Without its parent this command would go on, beside the next update.
    const end = signal === 'SIGKILL' ? 'exit 1' : 'sleep 0.2';
    const env = course.gitOf(
      when === 'before'
        ? `case "$*" in *" ${command} "*) ${kill}; ${end};; esac; git "$@"`
        : `git "$@"; code=$?; case "$*" in *" ${command} "*) ${kill};; esac; exit $code`,
    );
    const script = `
      import { updateCourse } from '${import.meta.resolve('../../lib/update/index.ts')}';
      await updateCourse(${JSON.stringify(course.learner)});`;
    const args = ['--input-type=module', '--eval', script];
    const ended = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 30_000, env });
    if (ended.status !== 0 && ended.signal === null) throw new Error(ended.stderr);
    return ended.signal ?? ended.status;
  }

  describe('says in a sentence what keeps it from working, and changes nothing', () => {
    it('when the repository cannot be reached', async () => {
      const before = answer();
      renameSync(course.owner, `${course.owner}-gone`);
      expect(await refusal()).to.match(/^WirebookError: .*cannot be reached .*nothing was changed/);
      expect(course.text(exercise)).to.equal(before);
      renameSync(`${course.owner}-gone`, course.owner);
    });

    it('when there is no remote, or no branch that is followed, or no branch at all', async () => {
      course.git(course.learner, 'branch', '--unset-upstream');
      expect(await refusal())
        .to.include('follows no other')
        .and.to.include('origin/main');
      course.git(course.learner, 'remote', 'remove', 'origin');
      expect(await refusal()).to.include('does not know where it came from');
      course.git(course.learner, 'checkout', '--quiet', '--detach');
      expect(await refusal()).to.include('no branch');
    });

    it('when it is not a git checkout, even inside of another one', async () => {
      rmSync(join(course.learner, '.git'), { recursive: true });
      expect(await refusal()).to.include('it is not a git checkout');
      const inside = join(course.owner, 'inside');
      mkdirSync(inside);
      const said = await updateCourse(inside).catch(String);
      expect(said).to.include('it is not a git checkout');
    });

    it('when the learner has commits of their own', async () => {
      answer();
      course.git(course.learner, 'commit', '--all', '--message', 'Mine');
      const before = course.text(exercise);
      course.publishSecond();
      expect(await refusal())
        .to.include('a commit of your own')
        .and.to.include('git merge origin/main');
      expect(course.text(exercise)).to.equal(before);
    });

    it("when the course's history was written anew", async () => {
      const before = answer();
      course.git(course.owner, 'commit', '--quiet', '--amend', '--message', 'Another first one');
      course.publishSecond();
      expect(await refusal()).to.include('a commit of your own');
      expect(course.text(exercise)).to.equal(before);
    });

    it('when the branch that is followed is gone', async () => {
      const before = answer();
      course.git(course.owner, 'branch', '--move', 'main', 'other');
      course.git(course.learner, 'config', 'fetch.prune', 'true');
      expect(await refusal()).to.match(/^WirebookError: Cannot update: /);
      expect(course.text(exercise)).to.equal(before);
    });

    it('when git was killed, and has left its lock', async () => {
      const before = answer();
      course.publishSecond();
      writeFileSync(join(course.learner, '.git', 'index.lock'), '');
      expect(await refusal()).to.match(/^WirebookError: Cannot update: git says: .*index\.lock/);
      expect(course.text(exercise)).to.equal(before);
      rmSync(join(course.learner, '.git', 'index.lock'));
      await update();
      expectAllThere(before);
    });

    it('when the learner has changed a file that is not a notebook', async () => {
      const readme = join(course.learner, 'README.md');
      writeFileSync(join(course.owner, 'README.md'), 'theirs');
      writeFileSync(readme, 'mine');
      const before = answer();
      course.publishSecond();
      expect(await refusal())
        .to.include('README.md')
        .and.to.include('git stash');
      expect(course.text('README.md')).to.equal('mine');
      expect(course.text(exercise)).to.equal(before);
      expect(course.kept()).to.deep.equal([]);
    });
  });

  describe('after a conflict', () => {
    /** Proves that the exercise can be read, and has both sides in it. */
    function expectMended(before: string): void {
      const now = sources(course.read(exercise));
      expect(now).to.include({ contract: 'const version = 2;', 'task-1': 'return 42;' });
      expect(course.text(keptExercise)).to.equal(before);
    }

    function conflicting(): void {
      course.publish({
        [exercise]: notebook(
          code('contract', 'const version = 2;', { locked: true }),
          code('task-1', "throw new Error('Not written yet, and asked anew');", { solution: true }),
        ),
      });
    }

    const ways = {
      'a merge': [
        ['commit', '--all', '--message', 'Mine'],
        ['pull', '--no-rebase', '--no-edit'],
      ],
      'a rebase': [
        ['commit', '--all', '--message', 'Mine'],
        ['pull', '--rebase'],
      ],
      'a stash': [['stash'], ['pull', '--ff-only'], ['stash', 'pop']],
    } as const;
    for (const [way, commands] of Object.entries(ways)) {
      it(`mends what ${way} has left, and names the command that ends it`, async () => {
        const before = answer();
        conflicting();
        for (const command of commands) course.git(course.learner, ...command);
        expect(notebooksInConflict(course.learner)).to.deep.equal([exercise]);
        const outcome = await updateCourse(course.learner);
        if (outcome.kind !== 'mended') throw new Error('Nothing was mended');
        expectMended(before);
        expect(notebooksInConflict(course.learner)).to.deep.equal([]);
        expect(course.git(course.learner, 'diff', '--name-only', '--diff-filter=U')).to.equal('');
        const [, ...next] = outcome.mended.next.split(' ');
        course.git(course.learner, '-c', 'core.editor=true', ...next);
        expect(await update()).to.deep.equal([]);
        expectMended(before);
      });
    }
  });

  it('tells in a table what was done', async () => {
    answer();
    course.publishSecond();
    const text = String(new UpdateReport(await updateCourse(course.learner)));
    expect(text).to.match(/updated from [0-9a-f]{7} to [0-9a-f]{7}: 2 files/);
    expect(text).to.match(
      new RegExp(
        `${exercise} +new version with what you wrote in task-1 and 1 cell of your own +${keptExercise}`,
      ),
    );
    expect(text).to.match(new RegExp(`${lesson} +new version`));
    expect(String(new UpdateReport(await updateCourse(course.learner)))).to.include('up to date');
  });
});
