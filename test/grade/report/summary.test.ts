import { expect } from 'chai';
import { toSummary } from '../../../lib/grade/report/summary.ts';
import { gradedClass } from './graded-class.ts';

describe('the summary of a class', () => {
  it('is small for a class of a thousand, even where every grading broke', () => {
    const names = gradedClass(1000);
    const broken = names.map((each, index) =>
      index === 0
        ? each
        : {
            ...each,
            record: { ...each.record, status: 'broken' as const, reason: 'x'.repeat(2000) },
          },
    );
    for (const grades of [names, broken]) {
      const page = toSummary(grades);
      expect(page.length).to.be.lessThan(200 * 1024);
      expect(page.match(/href="feedback/g)).to.have.length.of.at.least(1000);
    }
    expect(toSummary(broken)).to.match(/And 9\d\d more: gradebook\.csv/);
  });
});
