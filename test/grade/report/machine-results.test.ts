import { expect } from 'chai';
import { toClassroom50, toGradescope, toJunit } from '../../../lib/grade/report/machine-results.ts';
import { finalGrade } from '../../../lib/grade/rules.ts';
import { none, record } from '../hostile-record.ts';

describe('results for other programs', () => {
  const grade = finalGrade(record(), none);

  it('has the fields of Gradescope and of Classroom 50', () => {
    expect(toGradescope(grade))
      .to.include({ score: 8 })
      .and.to.have.nested.property('tests[1].status', 'failed');
    expect(toClassroom50(grade, { SUBMISSION_TAG: 'submit/1' })).to.deep.include({
      schema: 'classroom50/result/v1',
      submission: 'submit/1',
      score: 8,
      'max-score': 10,
    });
  });

  it('counts in JUnit’s XML whoever handed in nothing', () => {
    const grades = (['missing', 'broken'] as const).map((status) =>
      finalGrade(record({ reason: 'why', outcomes: [], status }), none),
    );
    const [missing, broken] = toJunit(grades).match(/<testsuite .*?>/g) ?? [];
    expect(missing).to.include('tests="1" failures="1" errors="0"');
    expect(broken).to.include('tests="1" failures="0" errors="1"');
  });

  it('is valid XML for any output of a learner', () => {
    const odd = record({ reason: '\u0000\u001b[31m]]>', outcomes: [], status: 'stopped' });
    expect(toJunit([finalGrade(odd, none)])).to.match(/message="\ufffd\ufffd\[31m\]\]&gt;"/);
  });
});
