/** The record of one graded answer, and its place in the folder of the grades. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { visible } from '../base/visible.ts';
import { writeWhole } from '../base/whole-file.ts';
import type { CheckOutcome } from '../check/run-checks.ts';
import type { Graded, GradedAnswer } from './grade-answer.ts';
import type { NamedSubmission } from './platform-names.ts';
import type { Peak } from './watchdog.ts';

/** One student's answer to one exercise, graded. */
export interface GradeRecord {
  readonly student: string;
  readonly name: string;
  readonly platformId: string | undefined;
  readonly exercise: string;
  readonly status: Graded['status'];
  /** The reason why it is not plainly graded. */
  readonly reason: string | undefined;
  /** Absent where the grader broke: no verdict is not a verdict of zero. */
  readonly points: number | undefined;
  readonly possible: number;
  readonly seed: number | undefined;
  readonly outcomes: readonly CheckOutcome[];
  /** Remarks on everything that was out of order in the submission. */
  readonly remarks: readonly string[];
  /** The learner's own cells, for the feedback. */
  readonly answers: Readonly<Record<string, string>>;
  readonly submittedAt: string | undefined;
  readonly late: boolean;
  /** In milliseconds. */
  readonly duration: number;
  /** Processor time of the sandbox, in seconds; absent where nothing ran. */
  readonly cpu: number | undefined;
  /** The most memory, in megabytes, and processes that it used at one time, as far as was seen. */
  readonly peak: Peak | undefined;
  /** Identifies everything that the grade depends on: while it stays the same, the grade does. */
  readonly fingerprint: string;
}

/** Names a record. */
export type RecordKey = Pick<GradeRecord, 'student' | 'exercise'>;

/** The parts of a record. */
export interface RecordParts {
  readonly who: NamedSubmission;
  readonly exercise: string;
  readonly possible: number;
  readonly answer: GradedAnswer;
  readonly submittedAt: Date | undefined;
  /** Files that were handed in and not graded, each with its reason. */
  readonly leftOut: readonly string[];
  readonly duration: number;
  readonly fingerprint: string;
}

/** Makes the record of a graded answer. */
export function makeRecord(parts: RecordParts): GradeRecord {
  const { who, answer, submittedAt, leftOut, ...rest } = parts;
  const { graded, restored } = answer;
  const report = 'report' in graded ? graded.report : undefined;
  return {
    ...rest,
    ...identityOf(who, submittedAt),
    status: graded.status,
    reason: visibleOrNone(reasonOf(graded, leftOut)),
    points: graded.status === 'broken' ? undefined : (report?.points ?? 0),
    seed: report?.seed,
    cpu: report?.cpu,
    peak: 'peak' in graded ? graded.peak : undefined,
    outcomes: report?.outcomes ?? [],
    remarks: [
      ...(restored?.remarks ?? []),
      ...leftOut.map((reason) => `left out: ${visible(reason)}`),
    ],
    answers: restored?.answers ?? {},
  };
}

type Identity = Pick<GradeRecord, 'student' | 'name' | 'platformId' | 'late' | 'submittedAt'>;

function identityOf(
  { student, name, platformId, late }: NamedSubmission,
  submittedAt: Date | undefined,
): Identity {
  return {
    student,
    name: visible(name),
    platformId,
    late,
    submittedAt: submittedAt?.toISOString(),
  };
}

/** What a student's code said, and a name of a file, reach terminals and tables of the instructor. */
function visibleOrNone(text: string | undefined): string | undefined {
  return text === undefined ? undefined : visible(text);
}

function reasonOf(graded: Graded, leftOut: readonly string[]): string | undefined {
  if (!('reason' in graded)) return undefined;
  const details = graded.status === 'missing' && leftOut.length > 0;
  return details ? `${graded.reason} (${leftOut.join('; ')})`.slice(0, 500) : graded.reason;
}

/** The record of an unchanged answer; its student and its time may be known better now. */
export function refreshRecord(
  out: string,
  record: GradeRecord,
  { who, submittedAt }: Pick<RecordParts, 'who' | 'submittedAt'>,
): GradeRecord {
  const fresh = { ...record, ...identityOf(who, submittedAt) };
  if (JSON.stringify(fresh) !== JSON.stringify(record)) saveRecord(out, fresh);
  return fresh;
}

/** The folder of one graded answer. */
export function recordFolder(out: string, { student, exercise }: RecordKey): string {
  return join(out, 'students', student, exercise);
}

function recordPath(out: string, key: RecordKey): string {
  return join(recordFolder(out, key), 'record.json');
}

/** The file name of the page that the student gets back. */
export function feedbackPage({ student, exercise }: RecordKey): string {
  return `${student}.${exercise}.html`;
}

/** Writes a record, all of it or nothing. */
export function saveRecord(out: string, record: GradeRecord): void {
  writeWhole(recordPath(out, record), `${JSON.stringify(record, null, 1)}\n`);
}

/** Keeps the notebook that was graded, as it was handed in, beside its record. */
export function saveHandedIn(out: string, key: RecordKey, content: Buffer): void {
  writeWhole(join(recordFolder(out, key), 'handed-in.ipynb'), content);
}

/** Tells whether an earlier run left a record. */
export function hasRecord(out: string, key: RecordKey): boolean {
  return existsSync(recordPath(out, key));
}

/** Reads a record that an earlier run left, if there is one. */
export function loadRecord(out: string, key: RecordKey): GradeRecord | undefined {
  const path = recordPath(out, key);
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as GradeRecord;
  } catch {
    // A record that cannot be read is made anew.
    return undefined;
  }
}
