import { expect } from 'chai';
import { hardestChecks, sameAnswers } from '../../../lib/grade/report/statistics.ts';
import { finalGrade } from '../../../lib/grade/rules.ts';
import { none, record } from '../hostile-record.ts';

const failure = { message: '', wire: [], hints: [], unwritten: false };

/** A grade with checks that pass or fail, each for a point. */
function grade(student: string, passed: readonly boolean[], answer = student) {
  const outcomes = passed.map((isPassed, id) => ({
    id,
    task: 'Task 1',
    title: `check ${id}`,
    points: 1,
    failure: isPassed ? undefined : failure,
  }));
  const points = passed.filter(Boolean).length;
  return finalGrade(record({ student, outcomes, points, answers: { 'task-1': answer } }), none);
}

describe('figures about a class', () => {
  it('tell checks that part strong answers from weak ones', () => {
    const figures = hardestChecks([
      grade('ann', [true, true, true, false]),
      grade('ben', [true, true, true, true]),
      grade('cid', [false, true, false, true]),
      grade('dan', [false, true, false, false]),
    ]);
    const of = (title: string) => figures.find((each) => each.title === title)?.discrimination;
    expect(of('check 0')).to.be.closeTo(Math.SQRT1_2, 1e-9);
    expect(of('check 1'), 'all pass').to.equal(undefined);
    expect(of('check 3')).to.equal(0);
  });

  it('find the same answers, whatever their white space, where they have earned points', () => {
    const groups = sameAnswers([
      grade('ann', [true], 'const a = 1;\n  b'),
      grade('ben', [true], 'const a = 1;\tb'),
      grade('cid', [true], 'const a = 2;'),
      grade('dan', [false], 'stub'),
      grade('eve', [false], 'stub'),
    ]);
    expect(groups.map((group) => group.map(({ record }) => record.student))).to.deep.equal([
      ['ann', 'ben'],
    ]);
  });
});
