/** Results for other programs: Gradescope, Classroom 50 and readers of JUnit's XML. */

import { create } from 'xmlbuilder2';
import type { CheckOutcome } from '../../check/run-checks.ts';
import type { FinalGrade } from '../rules.ts';

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
  const document = create({ version: '1.0', encoding: 'UTF-8', invalidCharReplacement: '\ufffd' });
  const suites = document.ele('testsuites');
  for (const { record } of grades) {
    const { student, exercise, status, reason = '', outcomes, duration } = record;
    const isEmpty = outcomes.length === 0;
    const isBroken = status === 'broken';
    const suite = suites.ele('testsuite', {
      name: `${student} ${exercise}`,
      tests: Math.max(1, outcomes.length),
      failures: isEmpty
        ? Number(!isBroken)
        : outcomes.filter(({ failure }) => failure !== undefined).length,
      errors: isEmpty ? Number(isBroken) : 0,
      time: duration / 1000,
    });
    for (const outcome of outcomes) {
      const test = suite.ele('testcase', { classname: exercise, name: outcome.title });
      const { failure } = outcome;
      if (failure !== undefined) {
        test.ele('failure', { message: failure.message }).txt(explain(outcome));
      }
    }
    if (isEmpty) {
      const test = suite.ele('testcase', { classname: exercise, name: status });
      test.ele(isBroken ? 'error' : 'failure', { message: reason });
    }
  }
  return `${document.end({ prettyPrint: true })}\n`;
}

function explain({ failure }: CheckOutcome): string {
  if (failure === undefined) return '';
  const lines = [failure.message];
  if (failure.expected !== undefined) lines.push(`Expected: ${failure.expected}`);
  if (failure.received !== undefined) lines.push(`Received: ${failure.received}`);
  return [...lines, ...failure.wire].join('\n');
}
