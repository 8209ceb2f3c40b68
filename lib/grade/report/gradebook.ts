/** Grade books as CSV: our own, those that Canvas and Moodle import, and one by checks. */

import { stringify } from 'csv-stringify/sync';
import type { FinalGrade } from '../rules.ts';

/** Our own grade book: one row for each answer. */
export function toGradebook(grades: readonly FinalGrade[]): string {
  return csv(
    grades.map(({ record, points, penalty, comment }) => ({
      student: record.student,
      name: record.name,
      exercise: record.exercise,
      status: record.status,
      points: points ?? '',
      possible: record.possible,
      penalty,
      submitted: record.submittedAt ?? '',
      comment: comment ?? record.reason ?? '',
    })),
  );
}

/** Canvas's import: a row for each student, a column for each exercise. */
export function toCanvas(grades: readonly FinalGrade[]): string {
  const exercises = [...new Set(grades.map(({ record }) => record.exercise))].sort();
  return csv(
    [...Map.groupBy(grades, ({ record }) => record.student)].map(([student, own]) => ({
      Student: own[0]?.record.name ?? student,
      ID: own[0]?.record.platformId ?? '',
      'SIS Login ID': student,
      Section: '',
      ...Object.fromEntries(
        exercises.map((exercise) => [
          exercise,
          own.find(({ record }) => record.exercise === exercise)?.points ?? '',
        ]),
      ),
    })),
  );
}

/**
 * Moodle's offline grading worksheet: it knows students by their participant number. Without the time
 * of the last change Moodle refuses the file; a grade that was changed in Moodle after it stays there.
 */
export function toMoodle(grades: readonly FinalGrade[], now: Date = new Date()): string {
  return csv(
    grades.map(({ record, points, comment }) => ({
      Identifier: record.platformId === undefined ? '' : `Participant ${record.platformId}`,
      'Full name': record.name,
      Assignment: record.exercise,
      Grade: points ?? '',
      'Maximum Grade': record.possible,
      'Last modified (grade)': now.toISOString(),
      'Feedback comments': comment ?? record.reason ?? '',
    })),
  );
}

/** One row for each check of each answer: for a spreadsheet's pivot table, or any statistics. */
export function toCheckTable(grades: readonly FinalGrade[]): string {
  return csv(
    grades.flatMap(({ record: { student, exercise, outcomes } }) =>
      outcomes.map(({ task, title, points, failure }) => ({
        student,
        exercise,
        task,
        check: title,
        points: failure === undefined ? points : 0,
        possible: points,
      })),
    ),
  );
}

/**
 * Students choose the names of what they upload: none may be a formula to a spreadsheet. In half of the
 * world a spreadsheet takes the semicolon for the end of a cell, so none may begin behind one either.
 */
function csv(rows: readonly Readonly<Record<string, string | number>>[]): string {
  return stringify([...rows], {
    header: true,
    escape_formulas: true,
    cast: { string: (text) => text.replace(/([;,|\t\n])(\s*)(?=[=+\-@])/g, "$1$2'") },
  });
}
