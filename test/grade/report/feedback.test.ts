import { expect } from 'chai';
import { toFeedback } from '../../../lib/grade/report/feedback.ts';
import { toSummary } from '../../../lib/grade/report/summary.ts';
import { finalGrade } from '../../../lib/grade/rules.ts';
import { none, record } from '../hostile-record.ts';

describe('the feedback on an answer', () => {
  const grade = finalGrade(record(), none);

  it('shows nothing that could run in a browser', () => {
    for (const page of [toFeedback(grade), toSummary([grade])]) {
      expect(page).not.to.match(/<script|<img|onerror=[^&]*>/i);
      expect(page).to.include("default-src 'none'");
      expect(page).not.to.match(/<[^>]*(src=|href="(?!feedback\/))/);
    }
    expect(toFeedback(grade)).to.include('&lt;script&gt;');
  });
});
