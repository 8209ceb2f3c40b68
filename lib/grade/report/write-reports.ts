/** Writes all reports of a grading. */

import { join } from 'node:path';
import { writeWhole } from '../../base/whole-file.ts';
import { feedbackPage, recordFolder } from '../record.ts';
import type { FinalGrade } from '../rules.ts';
import { toFeedback } from './feedback.ts';
import { toCanvas, toCheckTable, toGradebook, toMoodle } from './gradebook.ts';
import { toClassroom50, toGradescope, toJunit } from './machine-results.ts';
import { type FeedbackKind, shownTo } from './shown.ts';
import { toSummary } from './summary.ts';

/** Writes results, feedback, grade books and the summary into the folder `out`. */
export function writeReports(
  out: string,
  { grades, feedback }: { readonly grades: readonly FinalGrade[]; readonly feedback: FeedbackKind },
): void {
  for (const grade of grades.map((each) => shownTo(each, feedback))) {
    const folder = recordFolder(out, grade.record);
    writeWhole(join(folder, 'results.json'), json(toGradescope(grade)));
    writeWhole(join(folder, 'result.json'), json(toClassroom50(grade)));
    writeWhole(join(out, 'feedback', feedbackPage(grade.record)), toFeedback(grade));
  }
  writeWhole(join(out, 'gradebook.csv'), toGradebook(grades));
  writeWhole(join(out, 'checks.csv'), toCheckTable(grades));
  writeWhole(join(out, 'gradebook.canvas.csv'), toCanvas(grades));
  writeForMoodle(out, grades);
  writeWhole(join(out, 'junit.xml'), toJunit(grades));
  writeWhole(join(out, 'summary.html'), toSummary(grades));
}

/** A file for each exercise, since Moodle reads a file into one assignment. */
function writeForMoodle(out: string, grades: readonly FinalGrade[]): void {
  const exercises = Map.groupBy(grades, ({ record }) => record.exercise);
  for (const [exercise, own] of exercises) {
    const name = exercises.size === 1 ? 'gradebook.moodle.csv' : `gradebook.moodle.${exercise}.csv`;
    writeWhole(join(out, name), toMoodle(own));
  }
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}
