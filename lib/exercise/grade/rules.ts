/** From points to grades: what comes too late costs, and a person has the last word. */

import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { WirebookError } from '../../error.ts';
import type { GradeRecord } from './record.ts';

/** A grade as it goes into the grade book. */
export interface FinalGrade {
  readonly record: GradeRecord;
  /** Absent where the grader broke and nobody has decided by hand. */
  readonly points: number | undefined;
  /** What lateness has cost. */
  readonly penalty: number;
  /** What the person wrote who changed the grade. */
  readonly comment: string | undefined;
}

/** A rule for late submissions: so many percent of the points for each day begun. */
export interface LateRule {
  readonly due: Date;
  readonly percentPerDay: number;
}

/** A grade that a person has decided. */
export interface Override {
  readonly points: number;
  readonly comment: string;
}

const DAY = 24 * 60 * 60 * 1000;

/** Reads the rule of `--due` and `--late`, such as `2026-12-01T23:59:00Z` and `10%/day`. */
export function readLateRule(due: string, late: string): LateRule {
  const date = new Date(due);
  if (Number.isNaN(date.getTime())) {
    throw new WirebookError(`--due ${due} is no date: write it as 2026-12-01T23:59:00Z`);
  }
  const percent = /^(\d+(?:\.\d+)?)%\/day$/.exec(late)?.[1];
  if (percent === undefined)
    throw new WirebookError(`--late ${late} is no rule: write it as 10%/day`);
  return { due: date, percentPerDay: Number(percent) };
}

/**
 * Reads a CSV with the columns student, exercise, points and comment.
 *
 * @returns the overrides by `student/exercise`
 */
export function readOverrides(path: string): ReadonlyMap<string, Override> {
  if (!existsSync(path)) return new Map();
  let rows: readonly Readonly<Record<string, string>>[];
  try {
    rows = parse(readFileSync(path), {
      columns: true,
      bom: true,
      trim: true,
      skip_empty_lines: true,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WirebookError(`Cannot read the overrides ${path}: ${reason}`, { cause: error });
  }
  return new Map(
    rows.map(({ student, exercise, points, comment }, index) => {
      const number = points === undefined || points === '' ? Number.NaN : Number(points);
      if (student === undefined || exercise === undefined || Number.isNaN(number)) {
        throw new WirebookError(
          `${path}, row ${index + 2}: it needs a student, an exercise and points`,
        );
      }
      return [`${student}/${exercise}`, { points: number, comment: comment ?? '' }];
    }),
  );
}

/** Applies the rule and the overrides to a record. An override is final: lateness does not touch it. */
export function finalGrade(
  record: GradeRecord,
  {
    late,
    overrides,
  }: { readonly late?: LateRule | undefined; readonly overrides: ReadonlyMap<string, Override> },
): FinalGrade {
  const override = overrides.get(`${record.student}/${record.exercise}`);
  if (override !== undefined) {
    return { record, points: override.points, penalty: 0, comment: override.comment };
  }
  const { points } = record;
  if (points === undefined) return { record, points, penalty: 0, comment: undefined };
  const penalty = late === undefined ? 0 : penaltyOf(record, late);
  return { record, points: round(points - penalty), penalty, comment: undefined };
}

function penaltyOf(
  { points = 0, submittedAt }: GradeRecord,
  { due, percentPerDay }: LateRule,
): number {
  if (submittedAt === undefined) return 0;
  const days = Math.max(0, Math.ceil((Date.parse(submittedAt) - due.getTime()) / DAY));
  return round(Math.min(points, (points * days * percentPerDay) / 100));
}

function round(points: number): number {
  return Math.round(points * 100) / 100;
}
