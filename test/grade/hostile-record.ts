/** A record whose texts try to run in a browser and in a spreadsheet. */

import type { GradeRecord } from '../../lib/grade/record.ts';

/** A text that tries to run. */
const evil = '<script>alert(1)</script><img src=x onerror=alert(1)>';

/** A record with hostile text in every field that a student can write. */
export function record(change: Partial<GradeRecord> = {}): GradeRecord {
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

/** No overrides. */
export const none = { overrides: new Map() };
