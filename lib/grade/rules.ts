/** From points to grades: what comes too late costs, and a person has the last word. */

import { WirebookError } from '../../error.ts';
import { type Override, overrideFor } from './overrides.ts';
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

const DAY = 24 * 60 * 60 * 1000;

/** Reads the rule of `--due` and `--late`, such as `2026-12-01T23:59:00Z` and `10%/day`. */
export function readLateRule(due: string, late: string): LateRule {
  const date = new Date(due);
  const [, day, zone] = /^(\d{4}-\d\d-\d\d)(?:T[\d:.]+)?(Z|[+-]\d\d:\d\d)?$/.exec(due) ?? [];
  // Some days that are in no month would be taken for days of the next one.
  if (Number.isNaN(date.getTime()) || day === undefined || !isDay(day)) {
    throw new WirebookError(`--due ${due} is no date: write it as 2026-12-01T23:59:00Z`);
  }
  if (zone === undefined) {
    throw new WirebookError(
      `--due ${due} does not say in which zone: write it as ${day}T23:59:00Z, or with what your clock is ahead of UTC, as ${day}T23:59:00+01:00`,
    );
  }
  const percent = /^(\d+(?:\.\d+)?)%\/day$/.exec(late)?.[1];
  if (percent === undefined)
    throw new WirebookError(`--late ${late} is no rule: write it as 10%/day`);
  return { due: date, percentPerDay: Number(percent) };
}

function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/** Applies the rule and the overrides to a record. An override is final: lateness does not touch it. */
export function finalGrade(
  record: GradeRecord,
  {
    late,
    overrides,
  }: { readonly late?: LateRule | undefined; readonly overrides: ReadonlyMap<string, Override> },
): FinalGrade {
  const override = overrideFor(record, overrides);
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
