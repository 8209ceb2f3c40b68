import { expect } from 'chai';
import { Progress, progress } from '../../lib/exercise/progress.ts';

describe('progress', () => {
  it('has a row for every lesson of the course, with its exercise', () => {
    const row = progress().rows.find(({ number }) => number === '02');
    expect(row).to.include({ lesson: '02-server-lifecycle', exercise: '02-server-lifecycle' });
  });

  it('has no row for the reference, which learners need not run', () => {
    expect(progress().rows.map(({ number }) => number))
      .to.include('06')
      .and.not.include('90');
  });

  it('counts the lessons that were run to their end, and adds up the points', () => {
    const shown = new Progress([
      { number: '01', lesson: '01-a', isDone: true, exercise: '01-a', points: 7, possible: 10 },
      {
        number: '02',
        lesson: '02-b',
        isDone: false,
        exercise: '02-b',
        points: undefined,
        possible: 10,
      },
      {
        number: '03',
        lesson: '03-c',
        isDone: false,
        exercise: undefined,
        points: undefined,
        possible: 0,
      },
    ]);
    expect(String(shown).split('\n')).to.deep.equal([
      '1 of 3 lessons run to their end, 7 of 20 points',
      'Lesson  Run         Exercise',
      '01-a    to its end  7 of 10 points',
      '02-b    not yet     not checked yet',
      '03-c    not yet',
    ]);
  });
});
