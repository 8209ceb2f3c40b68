/** From points to grades: lateness costs points, and overrides have the last word. */

import { WirebookError } from '../base/error.ts';
import { type Override, overrideFor } from './overrides.ts';
import type { GradeRecord } from './record.ts';

/** A grade as it goes into the grade book. */
export interface FinalGrade {
  readonly record: GradeRecord;
  /** Absent where the grader broke and there is no override. */
  readonly points: number | undefined;
  /** Points taken off for lateness. */
  readonly penalty: number;
  /** The comment of the person who decided the grade. */
  readonly comment: string | undefined;
}

/** A rule for late submissions: so many percent of the points for each day or part of one. */
export interface LateRule {
  readonly due: Date;
  readonly percentPerDay: number;
}

const millisecondsPerDay = 24 * 60 * 60 * 1000;

/** Reads the rule of `--due` and `--late`, such as `2026-12-01T23:59:00Z` and `10%/day`. */
export function readLateRule(due: string, late: string): LateRule {
  const date = new Date(due);
  const [, day, zone] = /^(\d{4}-\d\d-\d\d)(?:T[\d:.]+)?(Z|[+-]\d\d:\d\d)?$/.exec(due) ?? [];
  // Date.parse() takes 31 February for a day of March.
  if (Number.isNaN(date.getTime()) || day === undefined || !isDay(day)) {
    throw new WirebookError(`--due ${due} is not a date: write it as 2026-12-01T23:59:00Z`);
  }
  if (zone === undefined) {
    throw new WirebookError(
      `--due ${due} names no time zone: write it as ${day}T23:59:00Z, or with the offset of your clock from UTC, as ${day}T23:59:00+01:00`,
    );
  }
  const percent = /^(\d+(?:\.\d+)?)%\/day$/.exec(late)?.[1];
  if (percent === undefined)
    throw new WirebookError(`--late ${late} is not a rule: write it as 10%/day`);
  return { due: date, percentPerDay: Number(percent) };
}

function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/** What a grade depends on besides its record. */
export interface Rules {
  readonly late?: LateRule | undefined;
  readonly overrides: ReadonlyMap<string, Override>;
  /** Dates of students whose work is due at another time than the class's. */
  readonly dues?: ReadonlyMap<string, Date> | undefined;
}

/** Applies the rule and the overrides to a record. An override is final: lateness does not touch it. */
export function finalGrade(record: GradeRecord, { late, overrides, dues }: Rules): FinalGrade {
  const override = overrideFor(record, overrides);
  if (override !== undefined) {
    return { record, points: override.points, penalty: 0, comment: override.comment };
  }
  const { points } = record;
  if (points === undefined) return { record, points, penalty: 0, comment: undefined };
  const due = dues?.get(record.student) ?? late?.due;
  const penalty = late === undefined || due === undefined ? 0 : penaltyOf(record, { ...late, due });
  return { record, points: round(points - penalty), penalty, comment: undefined };
}

function penaltyOf(
  { points = 0, submittedAt }: GradeRecord,
  { due, percentPerDay }: LateRule,
): number {
  if (submittedAt === undefined) return 0;
  const days = Math.max(
    0,
    Math.ceil((Date.parse(submittedAt) - due.getTime()) / millisecondsPerDay),
  );
  return round(Math.min(points, (points * days * percentPerDay) / 100));
}

function round(points: number): number {
  return Math.round(points * 100) / 100;
}
