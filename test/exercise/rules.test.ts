import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { toFeedback } from '../../lib/exercise/grade/feedback.ts';
import { toCanvas, toGradebook, toMoodle } from '../../lib/exercise/grade/gradebook.ts';
import { toClassroom50, toGradescope, toJunit } from '../../lib/exercise/grade/machine-results.ts';
import { readOverrides, unusedOverrides } from '../../lib/exercise/grade/overrides.ts';
import type { GradeRecord } from '../../lib/exercise/grade/record.ts';
import { finalGrade, readLateRule } from '../../lib/exercise/grade/rules.ts';
import { toSummary } from '../../lib/exercise/grade/summary.ts';
import { gradedClass } from './graded-class.ts';

const evil = '<script>alert(1)</script><img src=x onerror=alert(1)>';

function record(change: Partial<GradeRecord> = {}): GradeRecord {
  const check = { task: 'Task 1', title: `answers ${evil}`, points: 4 };
  const failure = { message: evil, wire: [evil], hints: [evil], unwritten: false };
  return {
    student: 'ada-1',
    name: '=HYPERLINK("x")',
    platformId: '1',
    exercise: '02-server-lifecycle',
    status: 'graded',
    reason: undefined,
    points: 8,
    possible: 10,
    seed: 1,
    outcomes: [
      { ...check, id: 0, failure: undefined },
      { ...check, id: 1, failure },
    ],
    remarks: [evil],
    answers: { 'task-1': evil },
    submittedAt: '2026-11-02T10:00:00.000Z',
    late: false,
    duration: 10,
    cpu: 0.3,
    peak: undefined,
    fingerprint: '',
    ...change,
  };
}

const none = { overrides: new Map() };

describe('grades', () => {
  it('lose their percentage for each day begun', () => {
    const late = readLateRule('2026-11-01T00:00:00Z', '10%/day');
    expect(finalGrade(record(), { ...none, late })).to.include({ points: 6.4, penalty: 1.6 });
    const early = record({ submittedAt: '2026-10-31T23:59:59.000Z' });
    expect(finalGrade(early, { ...none, late })).to.include({ points: 8, penalty: 0 });
    const never = record({ submittedAt: '2027-11-01T00:00:00.000Z' });
    expect(finalGrade(never, { ...none, late })).to.include({ points: 0, penalty: 8 });
    expect(() => readLateRule('soon', '10%/day')).to.throw('is no date');
    expect(() => readLateRule('2026-11-01T00:00:00Z', 'a lot')).to.throw('is no rule');
  });

  it('are not late by a clock of which nobody said where it hangs', () => {
    for (const due of ['2026-12-01', '2026-12-01T23:59', '2026-12-01T23:59:00']) {
      expect(() => readLateRule(due, '10%/day')).to.throw('does not say in which zone');
    }
    for (const due of ['1', '12', '2026-02-30T23:59:00Z', '1 Dec 2026 Z', '2026-12-01T25:00:00Z']) {
      expect(() => readLateRule(due, '10%/day')).to.throw('is no date');
    }
    const { due } = readLateRule('2026-12-01T23:59:00+01:00', '10%/day');
    expect(due.toISOString()).to.equal('2026-12-01T22:59:00.000Z');
  });

  it('are what a person has decided, where a person has', () => {
    const folder = mkdtempSync(join(tmpdir(), 'wirebook-rules-'));
    const path = join(folder, 'overrides.csv');
    writeFileSync(
      path,
      'student,exercise,points,comment\nada-1,02-server-lifecycle,9,"well, argued"\n',
    );
    const overrides = readOverrides(path);
    const late = readLateRule('2026-01-01T00:00:00Z', '10%/day');
    expect(finalGrade(record(), { overrides, late })).to.include({
      points: 9,
      comment: 'well, argued',
    });
    writeFileSync(path, 'student,exercise,points\nada-1,02,many\n');
    expect(() => readOverrides(path)).to.throw('row 2');
    expect(readOverrides(join(folder, 'absent.csv')).size).to.equal(0);
    rmSync(folder, { recursive: true });
  });

  describe('decided by hand', () => {
    let folder: string;
    let path: string;
    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'wirebook-overrides-'));
      path = join(folder, 'overrides.csv');
    });
    after(() => rmSync(folder, { recursive: true }));
    const read = (content: string | Buffer) => {
      writeFileSync(path, content);
      return readOverrides(path);
    };
    const mine = 'ada-1/02-server-lifecycle';

    it('are read as spreadsheets write them', () => {
      const rows =
        'Student;Exercise;Points;Comment\r\nada-1;02-server-lifecycle;9,5;"gut; M\u00fcller"\r\n;;;\r\n';
      const expected = { points: 9.5, comment: 'gut; M\u00fcller' };
      for (const content of [
        rows,
        `\ufeff${rows}`,
        Buffer.from(rows, 'latin1'),
        Buffer.from(`\ufeff${rows.replaceAll(';', '\t').replace('gut\t', 'gut;')}`, 'utf16le'),
      ]) {
        expect(Object.fromEntries(read(content))).to.deep.equal({ [mine]: expected });
      }
      expect(
        read('student,exercise,points\nada-1,02-server-lifecycle,9\n').get(mine),
      ).to.deep.equal({
        points: 9,
        comment: '',
      });
    });

    it('are refused whole where a row makes no sense', () => {
      const head = 'student,exercise,points\n';
      expect(() => read('name,points\nada,3\n')).to.throw('lacks student and exercise');
      expect(() => read(`${head}ada-1,02,95\n`)).to.throw(
        'row 2: 95 points are not between 0 and 10',
      );
      expect(() => read(`${head}ada-1,02,-1\n`)).to.throw('row 2: -1 points');
      expect(() => read(`${head}ada-1,02,Infinity\n`)).to.throw('row 2: Infinity points');
      expect(() => read(`${head}ada-1,02,1\nada-1,02,2\n`)).to.throw(
        'row 3: ada-1 has points for 02',
      );
      const absent = join(folder, 'absent.csv');
      expect(() => readOverrides(absent, { isRequired: true })).to.throw('There is no');
    });

    it('are told where they are for nobody', () => {
      const rows =
        'student,exercise,points\nada-1,02-server-lifecycle,9\nAda,02-server-lifecycle,9\n';
      expect(unusedOverrides(read(rows), [record()])).to.deep.equal(['Ada/02-server-lifecycle']);
    });
  });

  it('are not zero where the grader broke', () => {
    const grade = finalGrade(
      record({ status: 'broken', points: undefined, outcomes: [], reason: 'no memory' }),
      none,
    );
    expect(grade.points).to.equal(undefined);
    expect(toGradescope(grade)).not.to.have.property('score');
    expect(toJunit([grade]))
      .to.include('errors="1"')
      .and.to.include('<error message="no memory"/>');
    expect(toGradebook([grade])).to.include('broken,,10');
  });
});

describe('what comes out of a grading', () => {
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

  it('shows nothing that could run in a browser', () => {
    for (const page of [toFeedback(grade), toSummary([grade])]) {
      expect(page).not.to.match(/<script|<img|onerror=[^&]*>/i);
      expect(page).to.include("default-src 'none'");
      expect(page).not.to.match(/<[^>]*(src=|href="(?!feedback\/))/);
    }
    expect(toFeedback(grade)).to.include('&lt;script&gt;');
  });

  it('stays a page that opens at once for a class of a thousand, be it that nothing worked', () => {
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

  it('keeps names from being formulas in a spreadsheet', () => {
    for (const csv of [toGradebook([grade]), toCanvas([grade]), toMoodle([grade])]) {
      expect(csv).not.to.match(/(^|,|\n)"?=/);
    }
  });

  it('has the columns without which Moodle refuses a worksheet', () => {
    const grade = finalGrade(record(), none);
    const [row] = parse(toMoodle([grade], new Date(0)), { columns: true });
    expect(row).to.include({
      Identifier: 'Participant 1',
      Grade: '8',
      'Last modified (grade)': '1970-01-01T00:00:00.000Z',
    });
  });

  it('is XML whatever a learner printed', () => {
    const odd = record({ reason: '\u0000\u001b[31m]]>', outcomes: [], status: 'stopped' });
    expect(toJunit([finalGrade(odd, none)])).to.match(/message="\ufffd\ufffd\[31m\]\]&#62;"/);
  });
});
