import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';
import { Course } from '../setup/course.ts';
import { faultSeed, Moments, whyNoFaults } from './faults.ts';
import { Learner } from './learner.ts';

describe(`what builds something, killed in the middle (seed ${faultSeed}):`, function () {
  this.timeout(process.env.WIREBOOK_FAULTS === 'all' ? 1_200_000 : 300_000);

  before(function () {
    const reason = whyNoFaults();
    if (reason !== undefined) {
      console.log(`    needs ptrace: ${reason}`);
      this.skip();
    }
  });

  it('handouts keep the last build, or bring it back, and leave nothing beside it', async () => {
    const learner = await Learner.create();
    try {
      const environment = join(learner.course.folder, '.venv');
      rmSync(environment, { recursive: true });
      symlinkSync(join(courseRoot, '.venv'), environment);
      const folder = join(learner.folder, 'made');
      mkdirSync(folder);
      const [pages, cache] = [join(folder, 'pages'), join(folder, 'cache')];
      const args = ['handouts', '--only', '00', '--out', pages, '--cache', cache];
      const first = learner.wirebook(args);
      expect(first.status, first.stderr).to.equal(0);
      const index = readFileSync(join(pages, 'index.html'), 'utf8');
      const moments = await Moments.of((under) => learner.wirebook(args, { under }));
      expect(moments.count).to.be.greaterThan(10);
      for (const moment of moments.choose(2)) {
        learner.wirebook(args, { under: moments.killedAt(moment) });
        const again = learner.wirebook(args);
        expect(again.status, again.stderr).to.equal(0);
        expect(readdirSync(folder).sort()).to.deep.equal(['cache', 'pages']);
        expect(readFileSync(join(pages, 'index.html'), 'utf8')).to.equal(index);
      }
    } finally {
      learner.remove();
    }
  });

  it('setup goes on where it was, and the same command again ends the work', async () => {
    // What puts the fault in lies outside of the course's own programs.
    const env = (course: Course) => ({ PATH: `${course.path}:/usr/bin:/bin` });
    const counting = new Course();
    const count = await Moments.of((within) =>
      counting.run([], { env: env(counting), within }),
    ).finally(() => counting.dispose());
    let struck = 0;
    for (const moment of count.choose(3)) {
      const course = new Course();
      try {
        const killed = await course.run([], { env: env(course), within: count.killedAt(moment) });
        // A setup that has printed its progress in fewer pieces never comes to the last moments.
        if (killed.code !== 0) struck += 1;
        const again = await course.run([], { env: env(course) });
        expect(again.code, again.output).to.equal(0);
        const third = await course.run(['doctor'], { env: env(course) });
        expect(third.output).to.equal('wirebook was given doctor\n');
      } finally {
        course.dispose();
      }
    }
    expect(struck).to.be.greaterThan(0);
  });
});
