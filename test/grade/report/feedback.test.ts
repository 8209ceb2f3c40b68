import { expect } from 'chai';
import { toFeedback } from '../../../lib/grade/report/feedback.ts';
import { type FeedbackKind, shownTo } from '../../../lib/grade/report/shown.ts';
import { toSummary } from '../../../lib/grade/report/summary.ts';
import { finalGrade } from '../../../lib/grade/rules.ts';
import { none, record } from '../hostile-record.ts';

describe('the feedback on an answer', () => {
  const grade = finalGrade(record(), none);

  it('shows as much of the checks as the instructor wants', () => {
    const failure = (n: number) => ({
      message: `reason ${n}`,
      wire: [`wire ${n}`],
      hints: [`hint ${n}a`, `hint ${n}b`],
      unwritten: false,
    });
    const outcomes = [1, 2].map((id) => {
      return { id, task: 'Task 1', title: `title ${id}`, points: 1, failure: failure(id) };
    });
    const whole = finalGrade(record({ outcomes }), none);
    const shown = (kind: FeedbackKind) => {
      const page = toFeedback(shownTo(whole, kind));
      const parts = ['title 1', 'title 2', 'reason 1', 'reason 2', 'wire 1', 'hint 1a', 'hint 1b'];
      return parts.filter((part) => page.includes(part));
    };
    expect(shown('points')).to.deep.equal([]);
    expect(shown('titles')).to.deep.equal(['title 1', 'title 2']);
    expect(shown('first')).to.deep.equal(['title 1', 'title 2', 'reason 1', 'wire 1', 'hint 1a']);
    expect(shown('all')).to.have.length(7);
    expect(toFeedback(shownTo(whole, 'points'))).to.include('of 10 points');
  });

  it('shows nothing that could run in a browser', () => {
    for (const page of [toFeedback(grade), toSummary([grade])]) {
      expect(page).not.to.match(/<script|<img|onerror=[^&]*>/i);
      expect(page).to.include("default-src 'none'");
      expect(page).not.to.match(/<[^>]*(src=|href="(?!feedback\/))/);
    }
    expect(toFeedback(grade)).to.include('&lt;script&gt;');
  });
});
