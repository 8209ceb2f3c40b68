import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { doneMime } from '../../lib/lab/base/host.ts';
import { readNotebook, writeNotebook } from '../../lib/notebook/format.ts';
import { type CourseClone, cloneCourse } from './course-clone.ts';

const name = '02-server-lifecycle';

describe("a learner's clone of the course", function () {
  this.timeout(300_000);
  let clone: CourseClone;
  let exercise: string;

  beforeEach(async () => {
    clone = await cloneCourse();
    exercise = join(clone.folder, 'exercises', `${name}.ipynb`);
  });
  afterEach(() => clone.remove());

  /** Writes into the exercise what a learner might, and returns the file's text. */
  function answer(text = 'I am at it'): string {
    const mine = readFileSync(exercise, 'utf8').replace('Not written yet', text);
    writeFileSync(exercise, mine);
    return mine;
  }

  /** Puts an output into the last code cell of a notebook, as running and saving it does. */
  function saveOutput(path: string, data: Readonly<Record<string, unknown>>): void {
    const notebook = readNotebook(path);
    const last = notebook.cells.findLastIndex(({ cell_type }) => cell_type === 'code');
    const cells = notebook.cells.map((cell, index) =>
      index === last && cell.cell_type === 'code'
        ? { ...cell, outputs: [{ output_type: 'display_data' as const, data, metadata: {} }] }
        : cell,
    );
    writeNotebook(path, { ...notebook, cells });
  }

  it('shows the progress that is saved in the notebooks', () => {
    saveOutput(join(clone.folder, 'notebooks', `${name}.ipynb`), { [doneMime]: {} });
    saveOutput(exercise, { 'application/vnd.wirebook.points+json': { points: 7 } });
    const { stdout, status } = clone.wirebook('progress', '--json');
    expect(status).to.equal(0);
    const rows: readonly { readonly number: string }[] = JSON.parse(stdout);
    expect(rows.find(({ number }) => number === '02')).to.include({ isDone: true, points: 7 });
    expect(rows.find(({ number }) => number === '03')).to.include({ isDone: false });
    expect(clone.wirebook('progress').stdout).to.match(
      new RegExp(`${name} +to its end +7 of 10 points`),
    );
  });

  it("restores an exercise, and keeps the learner's version however often", () => {
    const released = readFileSync(exercise, 'utf8');
    for (const number of [1, 2]) {
      const mine = answer(`attempt ${number}`);
      const { stdout, status } = clone.wirebook('reset', '02');
      expect(status).to.equal(0);
      expect(stdout).to.include(`kept-${number}.ipynb`);
      expect(readFileSync(exercise, 'utf8')).to.equal(released);
      const kept = exercise.replace('.ipynb', `.kept-${number}.ipynb`);
      expect(readFileSync(kept, 'utf8')).to.equal(mine);
    }
    expect(clone.wirebook('reset', name).stdout).to.include('is as it was released');
  });

  it('restores without solutions too, from the bundle or the last commit', () => {
    const released = readFileSync(exercise, 'utf8');
    rmSync(join(clone.folder, 'solutions'), { recursive: true });
    const mine = answer();
    expect(clone.wirebook('reset', '2').status).to.equal(0);
    expect(readFileSync(exercise, 'utf8')).to.equal(released);
    expect(readFileSync(exercise.replace('.ipynb', '.kept-1.ipynb'), 'utf8')).to.equal(mine);
  });

  it('lists the exercises where the named one does not exist', () => {
    const { status, stderr } = clone.wirebook('reset', '77');
    expect(status).to.equal(2);
    expect(stderr).to.include('There is no exercise 77').and.to.include(name);
  });

  describe('when its owner publishes a new version', () => {
    const changed = 'A task that was written anew';

    beforeEach(async () => {
      // Another version of the exercise and of a lesson, as the owner would commit them.
      for (const folder of ['exercises', 'notebooks']) {
        const path = join(clone.origin, folder, `${name}.ipynb`);
        const notebook = readNotebook(path);
        const [title, ...rest] = notebook.cells;
        const cells = title === undefined ? rest : [{ ...title, source: changed }, ...rest];
        writeNotebook(path, { ...notebook, cells });
      }
      await clone.git(['commit', '--quiet', '--all', '--message', 'New version'], clone.origin);
    });

    it('gets it by git pull as long as nothing was written', async () => {
      await clone.git(['pull', '--quiet', '--ff-only']);
      expect(readFileSync(exercise, 'utf8')).to.include(changed);
    });

    it('loses nothing by git pull where something was', async () => {
      const mine = answer();
      const refused = await clone.git(['pull', '--quiet', '--ff-only']).catch(String);
      expect(refused).to.include('would be overwritten');
      expect(readFileSync(exercise, 'utf8')).to.equal(mine);
    });

    it('gets it by wirebook update, with what was written', async () => {
      const mine = answer();
      const { stdout, status } = clone.wirebook('update');
      expect(status).to.equal(0);
      expect(stdout).to.match(/new version with what you wrote in task-1 /);
      const kept = exercise.replace('.ipynb', '.kept-1.ipynb');
      expect(readFileSync(exercise, 'utf8')).to.include(changed).and.to.include('I am at it');
      expect(readFileSync(kept, 'utf8')).to.equal(mine);
      expect(clone.wirebook('check', exercise).status).to.equal(1);
      expect(clone.wirebook('update').stdout).to.include('up to date');
      expect(clone.wirebook('progress').stdout).not.to.include('kept');
    });

    it('gets it by git pull after a reset, which keeps the answers', async () => {
      const mine = answer();
      clone.wirebook('reset', '02');
      await clone.git(['pull', '--quiet', '--ff-only']);
      expect(readFileSync(exercise, 'utf8')).to.include(changed);
      expect(readFileSync(exercise.replace('.ipynb', '.kept-1.ipynb'), 'utf8')).to.equal(mine);
    });
  });

  it('makes the skeleton of a new exercise, which passes the lint and its own test', () => {
    const fresh = '97-new-thing';
    expect(clone.wirebook('new', 'exercise', fresh).stdout).to.include(`${fresh}.checks.ts`);
    const path = (folder: string) => join(clone.folder, folder, `${fresh}.ipynb`);
    const released = clone.wirebook('release', fresh);
    expect(released.status, released.stderr).to.equal(0);
    const lint = clone.wirebook('lint', path('solutions'), path('exercises'));
    expect(lint.stderr).to.equal('');
    expect(lint.status).to.equal(0);
    expect(clone.wirebook('check', path('solutions')).stdout).to.include('10 of 10 points');
    expect(clone.wirebook('check', path('exercises')).stdout).to.include('0 of 10 points');
    expect(clone.wirebook('new', 'exercise', fresh).stderr).to.include('exists already');
    expect(clone.wirebook('new', 'exercise', 'Nonsense').stderr).to.include('is not a name');
  });
});
