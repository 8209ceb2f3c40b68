import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { smallDisk } from '../faults/small-disk.ts';
import { CourseRepository, code, exercise, sources } from './course-repository.ts';

describe('an update on a full disk', function () {
  this.timeout(120_000);
  let course: CourseRepository;
  let before: string;

  function begin(): void {
    course = new CourseRepository();
    course.write(exercise, 'task-1', { source: 'return 42;' });
    course.add(exercise, 'example-1', code('mine', 'const mine = 1;'));
    before = course.text(exercise);
    course.publishSecond();
  }

  const script = `
    import { updateCourse } from '${import.meta.resolve('../../lib/update/index.ts')}';
    await updateCourse(process.argv[1]).catch((error) => {
      console.error(String(error));
      process.exitCode = 2;
    });`;

  /** Runs an update with as many kilobytes free in a folder of the course; returns what it said. */
  function update(folder: string, free?: number) {
    const place = join(course.learner, folder);
    const copy = `${course.learner}-copy`;
    const disk = free === undefined ? undefined : smallDisk(place, { free, copy });
    const node = [process.execPath, '--input-type=module', '--eval', script, course.learner];
    const [program = '', ...args] = [...(disk?.under ?? []), ...node];
    const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 30_000 });
    if (disk !== undefined) {
      rmSync(place, { recursive: true });
      cpSync(disk.folder, place, { recursive: true, verbatimSymlinks: true });
    }
    return { status, stderr };
  }

  /** The least room that the disk gets, in kilobytes; negative, since files share what is counted. */
  const least = { exercises: 0, '.git': -40, '.': -76 };
  for (const [folder, room] of Object.entries(least)) {
    it(`loses nothing, and goes on once there is room (${folder})`, () => {
      const ends: (number | null)[] = [];
      for (let free = room; free < room + 64 && !ends.includes(0); free += 4) {
        begin();
        const { status, stderr } = update(folder, free);
        ends.push(status);
        // The course itself has no room on this disk.
        if (status === 99) continue;
        expectAnswerIn(status, stderr);
        expect(update(folder)).to.deep.equal({ status: 0, stderr: '' });
        expect(sources(course.read(exercise))).to.deep.include({
          contract: 'const version = 2;',
          'task-1': 'return 42;',
          mine: 'const mine = 1;',
        });
        expect(course.kept().map((path) => course.text(path))).to.include(before);
        course.remove();
      }
      expect(ends).to.include(2).and.to.include(0);
    });
  }

  /** Proves that a person finds the answer: in the notebooks, or where the message says. */
  function expectAnswerIn(status: number | null, stderr: string): void {
    if (status !== 0) expect(stderr).to.match(/^WirebookError: Cannot .*\n$/);
    const texts = [exercise, ...course.kept()].map((path) => course.text(path));
    if (texts.some((text) => text.includes('return 42;'))) return;
    expect(stderr).to.include("in 'git stash list'");
    expect(course.git(course.learner, 'show', `stash@{0}:${exercise}`)).to.include('return 42;');
  }

  afterEach(() => course.remove());
});
