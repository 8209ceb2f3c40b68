/** A class whose grades look like those of a real one, made without grading anybody. */

import type { CheckOutcome } from '../../../lib/check/run-checks.ts';
import { type GradeRecord, makeRecord } from '../../../lib/grade/record.ts';
import { type FinalGrade, finalGrade, readLateRule } from '../../../lib/grade/rules.ts';

/** What a hostile student might write anywhere. */
export const evil = '<script>alert(1)</script><img src=x onerror=alert(1)>';

const exercise = '02-server-lifecycle';

const checks: readonly (readonly [task: string, title: string, points: number, hard: number])[] = [
  ['Task 1: openServer', 'listens where it was told to, and only there', 1, 1],
  ['Task 1: openServer', 'can be opened again at once on the same port', 1, 5],
  ['Task 1: openServer', 'tells its caller that a port is taken, and leaves nothing open', 1, 8],
  ['Task 2: tellAddresses', "tells each client the client's own address", 2, 3],
  ['Task 2: tellAddresses', 'goes on after a client that vanished', 1, 7],
  ['Task 3: openRoom', 'passes what one says on to all others', 2, 6],
  ['Task 3: openRoom', 'forgets those who have left', 2, 9],
];

const names = ['Ada Lovelace', 'Zoë Ångström', 'Jon Postel', 'Radia Perlman', 'Grace Hopper'];

/** Grades of `size` students: some finished, some did not begin, one could not be read. */
export function gradedClass(size: number): readonly FinalGrade[] {
  const late = readLateRule('2026-11-20T00:00:00Z', '10%/day');
  return Array.from({ length: size }, (_, index) => {
    const overrides =
      index === 7
        ? new Map([[`student-7/${exercise}`, { points: 9, comment: 'shown in the lab' }]])
        : new Map();
    return finalGrade(recordOf(index), { late, overrides });
  });
}

/** The record of one student; each has their own. */
export function recordOf(index: number): GradeRecord {
  const name = index === 3 ? `Mallory ${evil}` : `${names[index % names.length]} ${index}`;
  const base = {
    who: { student: `student-${index}`, name, platformId: String(4000 + index), late: false },
    exercise,
    possible: 10,
    submittedAt: new Date(Date.UTC(2026, 10, index % 9 === 4 ? 20 : 19, 12)),
    leftOut: [],
    duration: 400,
    fingerprint: '',
  };
  if (index === 5) {
    const reason = 'student-5/answer.ipynb cannot be read: it has no cells';
    const graded = { status: 'unreadable', reason } as const;
    return makeRecord({ ...base, answer: { graded, restored: undefined } });
  }
  const skill = (index * 7) % 12;
  const outcomes = checks.map(([task, title, points, hard], id): CheckOutcome => {
    const failure = {
      message: index === 3 ? evil : 'the line that came back',
      expected: '"127.0.2.1:40372\\n"',
      received: '"127.0.2.1:40372"',
      wire: ['client 1 connected from 127.0.2.1:40372', 'client 1 received 15 bytes'],
      hints: ['What ends a line?', 'TCP knows no lines', 'End each address with "\\n"'],
      unwritten: skill === 0,
    };
    return { id, task, title, points, failure: hard <= skill ? undefined : failure };
  });
  const earned = outcomes.filter(({ failure }) => failure === undefined);
  const report = {
    exercise,
    seed: 17,
    outcomes,
    points: earned.reduce((sum, { points }) => sum + points, 0),
    possible: 10,
    stopped: undefined,
    interrupted: undefined,
    duration: 400,
    cpu: 0.2,
  };
  const answer = `function openServer(host: string, port: number): Socket {\n  const server = new Socket(AF_INET, SOCK_STREAM);\n  // ${index === 3 ? evil : 'A comment that goes on and on, as comments of learners at times do, far beyond the edge of any page'}\n  return server;\n}`;
  return makeRecord({
    ...base,
    answer: {
      graded: { status: 'graded', report, peak: undefined },
      restored: {
        cells: [],
        answers: { 'task-1': answer },
        remarks: index === 3 ? [evil] : ['the cells were reordered'],
      },
    },
  });
}
