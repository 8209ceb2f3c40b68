import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { toCanvas, toGradebook, toMoodle } from '../../../lib/grade/report/gradebook.ts';
import { finalGrade } from '../../../lib/grade/rules.ts';
import { none, record } from '../hostile-record.ts';

describe('a grade book', () => {
  const grade = finalGrade(record(), none);

  it('keeps names from being formulas in a spreadsheet', () => {
    for (const csv of [toGradebook([grade]), toCanvas([grade]), toMoodle([grade])]) {
      expect(csv).not.to.match(/(^|,|\n)"?=/);
    }
  });

  it('keeps them from being one where a semicolon ends a cell', () => {
    const names = { name: 'mallory;=1+1', reason: 'x; @SUM(A1)\n-1' };
    const grades = [finalGrade({ ...record(), ...names }, none)];
    for (const csv of [toGradebook(grades), toCanvas(grades), toMoodle(grades)]) {
      for (const end of [';', ',', '\t']) {
        for (const cell of csv.split(new RegExp(`[${end}\\n]`))) {
          expect(cell.replaceAll('"', '').trim()).not.to.match(/^[=+\-@]/);
        }
      }
    }
  });

  it('has the columns that Moodle requires of a worksheet', () => {
    const grade = finalGrade(record(), none);
    const [row] = parse(toMoodle([grade], new Date(0)), { columns: true });
    expect(row).to.include({
      Identifier: 'Participant 1',
      Grade: '8',
      'Last modified (grade)': '1970-01-01T00:00:00.000Z',
    });
  });
});
