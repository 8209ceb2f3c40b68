import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { gradeClass } from '../../lib/grade/grade-class.ts';
import type { GradeRecord } from '../../lib/grade/record.ts';
import { defaultLimits, namespaceSandbox } from '../../lib/grade/sandbox.ts';
import { allTasks, describeGrading, exercise } from './class-folder.ts';

describeGrading('grading a class', (course) => {
  const limits = defaultLimits;

  async function gradeOne(folder: string, onBegin?: () => void): Promise<GradeRecord | undefined> {
    const { grades } = await gradeClass(course().submissions, {
      out: join(course().out, folder),
      jobs: 1,
      exercise,
      limits,
      sandbox: namespaceSandbox(limits),
      ...(onBegin === undefined ? {} : { onBegin }),
    });
    return grades[0]?.record;
  }

  it('grades and fingerprints one content of a submission that changes meanwhile', async () => {
    const path = course().handIn('ann', allTasks);
    const unchanged = await gradeOne('unchanged');
    expect(unchanged).to.include({ status: 'graded', points: 10 });
    const changed = await gradeOne('changed', () => writeFileSync(path, 'half of {'));
    expect(changed).to.include({ status: 'graded', points: 10 });
    expect(changed?.fingerprint).to.equal(unchanged?.fingerprint);
    const again = await gradeOne('changed');
    expect(again).to.include({ status: 'unreadable', points: 0 });
    expect(again?.fingerprint).not.to.equal(unchanged?.fingerprint);
  });

  it('grades a submission that is taken away meanwhile', async () => {
    const path = course().handIn('ann', allTasks);
    const record = await gradeOne('gone', () => rmSync(path));
    expect(record).to.include({ status: 'graded', points: 10 });
  });
});
