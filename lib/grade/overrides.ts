/** Overrides: grades that a person has decided, in a CSV as spreadsheets write it. */

import { existsSync } from 'node:fs';
import { WirebookError } from '../base/error.ts';
import { totalPoints } from '../exercise/nbgrader.ts';
import { releasedCells } from '../exercise/reset.ts';
import { readCsvTable } from './csv-table.ts';
import type { GradeRecord } from './record.ts';

/** A grade that a person has decided. */
export interface Override {
  readonly points: number;
  readonly comment: string;
}

const table = {
  what: 'overrides',
  required: ['student', 'exercise', 'points'],
  optional: ['comment'],
} as const;

/**
 * Reads a CSV with the columns student, exercise, points and comment.
 *
 * @param isRequired whether the file must exist
 * @returns the overrides by `student/exercise`
 * @throws {WirebookError} when it cannot be read, or a row is wrong
 */
export function readOverrides(
  path: string,
  { isRequired = false }: { readonly isRequired?: boolean } = {},
): ReadonlyMap<string, Override> {
  const overrides = new Map<string, Override>();
  if (!existsSync(path)) {
    if (!isRequired) return overrides;
    throw new WirebookError(`There is no ${path}: name the CSV with the grades decided by hand`);
  }
  for (const [index, { student = '', exercise = '', points = '', comment = '' }] of readCsvTable(
    path,
    table,
  ).entries()) {
    const where = `${path}, row ${index + 2}`;
    // A comma that separates columns stands in a number only within quotes.
    const number = points === '' ? Number.NaN : Number(points.replace(',', '.'));
    if (student === '' || exercise === '' || Number.isNaN(number)) {
      throw new WirebookError(`${where}: it needs a student, an exercise and points`);
    }
    if (number < 0 || !Number.isFinite(number)) {
      throw new WirebookError(`${where}: nobody can have ${points} points`);
    }
    // Names that the course does not have are told at the end, with those of students.
    const release = releasedCells(exercise);
    if (release !== undefined && number > totalPoints(release)) {
      throw new WirebookError(
        `${where}: ${points} points are more than the ${totalPoints(release)} of ${exercise}`,
      );
    }
    const key = keyOf({ student, exercise });
    if (overrides.has(key)) {
      throw new WirebookError(
        `${where}: ${student} has points for ${exercise} in a row above; remove one of the two`,
      );
    }
    overrides.set(key, { points: number, comment });
  }
  return overrides;
}

/** The override for a record, if there is one. */
export function overrideFor(
  record: GradeRecord,
  overrides: ReadonlyMap<string, Override>,
): Override | undefined {
  return overrides.get(keyOf(record));
}

/** The overrides that belong to no record: a name in them may be misspelt. */
export function unusedOverrides(
  overrides: ReadonlyMap<string, Override>,
  records: readonly GradeRecord[],
): readonly string[] {
  const used = new Set(records.map(keyOf));
  return [...overrides.keys()].filter((key) => !used.has(key));
}

function keyOf({ student, exercise }: Pick<GradeRecord, 'student' | 'exercise'>): string {
  return `${student.normalize('NFC')}/${exercise}`;
}
