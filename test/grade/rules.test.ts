import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readOverrides } from '../../lib/grade/overrides.ts';
import { toGradebook } from '../../lib/grade/report/gradebook.ts';
import { toGradescope, toJunit } from '../../lib/grade/report/machine-results.ts';
import { finalGrade, readLateRule } from '../../lib/grade/rules.ts';
import { none, record } from './hostile-record.ts';

describe('grades', () => {
  it('lose their percentage for each day begun', () => {
    const late = readLateRule('2026-11-01T00:00:00Z', '10%/day');
    expect(finalGrade(record(), { ...none, late })).to.include({ points: 6.4, penalty: 1.6 });
    const early = record({ submittedAt: '2026-10-31T23:59:59.000Z' });
    expect(finalGrade(early, { ...none, late })).to.include({ points: 8, penalty: 0 });
    const never = record({ submittedAt: '2027-11-01T00:00:00.000Z' });
    expect(finalGrade(never, { ...none, late })).to.include({ points: 0, penalty: 8 });
    expect(() => readLateRule('soon', '10%/day')).to.throw('is not a date');
    expect(() => readLateRule('2026-11-01T00:00:00Z', 'a lot')).to.throw('is not a rule');
  });

  it('need a due date with a time zone', () => {
    for (const due of ['2026-12-01', '2026-12-01T23:59', '2026-12-01T23:59:00']) {
      expect(() => readLateRule(due, '10%/day')).to.throw('names no time zone');
    }
    for (const due of ['1', '12', '2026-02-30T23:59:00Z', '1 Dec 2026 Z', '2026-12-01T25:00:00Z']) {
      expect(() => readLateRule(due, '10%/day')).to.throw('is not a date');
    }
    const { due } = readLateRule('2026-12-01T23:59:00+01:00', '10%/day');
    expect(due.toISOString()).to.equal('2026-12-01T22:59:00.000Z');
  });

  it('are those of an override, where there is one', () => {
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
