import { readdirSync, rmSync } from 'node:fs';
import { expect } from 'chai';
import { allTasks, type ClassFolder, describeGrading } from '../grade/class-folder.ts';
import { faultSeed, Moments, type Wrapper, whyNoFaults } from './faults.ts';

describeGrading(`a class whose grading is killed in the middle (seed ${faultSeed})`, (course) => {
  before(function () {
    const reason = whyNoFaults();
    if (reason !== undefined) {
      console.log(`    needs ptrace: ${reason}`);
      this.skip();
    }
  });

  it('has the same grades, once the same command has run again', async function () {
    if (process.env.WIREBOOK_FAULTS === 'all') this.timeout(1_800_000);
    course().handIn('ann', allTasks);
    course().handIn('ben', ['task-1']);
    course().put('eve/notes.txt', 'nothing');
    const grade = (within: Wrapper = []) => course().start(['--jobs', '1'], { within }).ended;
    const moments = await Moments.of(grade);
    expect(moments.count).to.be.greaterThan(10);
    const [grades, files] = [course().gradebook(), filesOf(course())];
    for (const moment of moments.choose(2)) {
      rmSync(course().out, { recursive: true });
      await grade(moments.killedAt(moment));
      const { status, said } = await grade();
      expect(status, said).to.equal(0);
      expect(course().gradebook(), `killed at ${moment}`).to.deep.equal(grades);
      expect(filesOf(course()), `killed at ${moment}`).to.deep.equal(files);
    }
  });
});

function filesOf({ out }: ClassFolder): readonly string[] {
  return readdirSync(out, { encoding: 'utf8', recursive: true }).sort();
}
