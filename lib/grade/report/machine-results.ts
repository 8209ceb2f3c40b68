/** Results for other programs: Gradescope, Classroom 50 and whatever reads JUnit. */

import type { Outcome } from '../decide.ts';
import type { FinalGrade } from './rules.ts';

/**
 * A result as Gradescope reads it from `results.json`.
 *
 * @see https://gradescope-autograders.readthedocs.io/en/latest/specs/#output-format
 */
export function toGradescope({ record, points, penalty, comment }: FinalGrade): object {
  const lines = [record.reason, comment, penalty > 0 ? `Late: ${penalty} points off` : undefined];
  return {
    // Without a score Gradescope takes the run for failed, which a broken grader is.
    ...(points === undefined ? {} : { score: points }),
    execution_time: record.duration / 1000,
    output: [...lines, ...record.remarks].filter((line) => line !== undefined).join('\n'),
    output_format: 'text',
    visibility: 'visible',
    tests: record.outcomes.map((outcome) => ({
      name: outcome.title,
      number: String(outcome.id + 1),
      score: outcome.failure === undefined ? outcome.points : 0,
      max_score: outcome.points,
      status: outcome.failure === undefined ? 'passed' : 'failed',
      output: explain(outcome),
      output_format: 'text',
      visibility: 'visible',
      tags: [outcome.task],
    })),
    extra_data: { exercise: record.exercise, status: record.status, seed: record.seed },
  };
}

/** A result as Classroom 50 collects it from `result.json`; its runner sets the names of commits. */
export function toClassroom50(
  { record, points }: FinalGrade,
  env: NodeJS.ProcessEnv = process.env,
): object {
  const tests = record.outcomes.map(({ title, points: worth, failure }) => ({
    'test-name': title,
    passed: failure === undefined,
    score: failure === undefined ? worth : 0,
    'max-score': worth,
  }));
  const commit = env.COMMIT_URL ?? '';
  return {
    schema: 'classroom50/result/v1',
    classroom: env.CLASSROOM ?? '',
    assignment: env.ASSIGNMENT ?? record.exercise,
    submission: env.SUBMISSION_TAG ?? '',
    commit,
    release: env.RELEASE_URL ?? '',
    review: env.REVIEW_URL ?? commit,
    datetime: (record.submittedAt ?? new Date(0).toISOString()).replace(/\.\d+Z$/, 'Z'),
    score: points ?? 0,
    'max-score': record.possible,
    tests,
  };
}

/** All results as JUnit's XML: a suite for each student, an error where the grader broke. */
export function toJunit(grades: readonly FinalGrade[]): string {
  const suites = grades.map(({ record }) => {
    const cases = record.outcomes.map((outcome) => {
      const name = `classname="${xml(record.exercise)}" name="${xml(outcome.title)}"`;
      if (outcome.failure === undefined) return `    <testcase ${name}/>`;
      const text = xml(explain(outcome));
      const message = xml(outcome.failure.message);
      return `    <testcase ${name}><failure message="${message}">${text}</failure></testcase>`;
    });
    if (record.outcomes.length === 0) {
      const kind = record.status === 'broken' ? 'error' : 'failure';
      const message = xml(record.reason ?? '');
      cases.push(
        `    <testcase classname="${xml(record.exercise)}" name="${record.status}"><${kind} message="${message}"/></testcase>`,
      );
    }
    const failures = record.outcomes.filter(({ failure }) => failure !== undefined).length;
    const errors = record.status === 'broken' ? 1 : 0;
    const counts = `tests="${cases.length}" failures="${failures}" errors="${errors}"`;
    const name = `${record.student} ${record.exercise}`;
    return `  <testsuite name="${xml(name)}" ${counts} time="${record.duration / 1000}">\n${cases.join('\n')}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>\n`;
}

function explain({ failure }: Outcome): string {
  if (failure === undefined) return '';
  const lines = [failure.message];
  if (failure.expected !== undefined) lines.push(`Expected: ${failure.expected}`);
  if (failure.received !== undefined) lines.push(`Received: ${failure.received}`);
  return [...lines, ...failure.wire].join('\n');
}

/** Text as XML holds it: control characters have no form there at all. */
function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
