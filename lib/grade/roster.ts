/** The roster of a class: everybody who has a grade, whether or not something was handed in. */

import { WirebookError } from '../base/error.ts';
import { readCsvTable } from './csv-table.ts';
import type { Submission } from './group.ts';
import { toStudent } from './platform-names.ts';

/** A student of the roster. */
export interface Enrolled {
  readonly name: string;
  /** The platform's number of the student. */
  readonly id: string | undefined;
  /** The team that hands in for the student. */
  readonly team: string | undefined;
  /** When this student's work is due, in place of the class's date. */
  readonly due: Date | undefined;
}

const table = { what: 'roster', required: ['name'], optional: ['id', 'team', 'due'] } as const;

/**
 * Reads a CSV with the columns name, id, team and due; only the first must be there.
 *
 * @throws {WirebookError} when it cannot be read, or a row is wrong
 */
export function readRoster(path: string): readonly Enrolled[] {
  const seen = new Map<string, number>();
  return readCsvTable(path, table).map(({ name = '', id = '', team = '', due = '' }, index) => {
    const row = index + 2;
    if (name === '') throw new WirebookError(`${path}, row ${row}: it needs a name`);
    const key = `${id}/${toStudent(name)}`;
    const before = seen.get(key);
    if (before !== undefined) {
      throw new WirebookError(
        `${path}, row ${row}: ${name} stands in row ${before} already; give both their id`,
      );
    }
    seen.set(key, row);
    const date = new Date(due);
    if (due !== '' && (Number.isNaN(date.getTime()) || !/(Z|[+-]\d\d:\d\d)$/.test(due))) {
      throw new WirebookError(
        `${path}, row ${row}: ${due} is no date with a time zone: write it as 2026-12-01T23:59:00Z`,
      );
    }
    return {
      name,
      id: id === '' ? undefined : id,
      team: team === '' ? undefined : team,
      due: due === '' ? undefined : date,
    };
  });
}

/** A class: a submission for each student, and what belongs to none. */
export interface EnrolledClass {
  readonly submissions: readonly Submission[];
  /** Names of submissions that nobody of the roster has handed in. */
  readonly strangers: readonly string[];
  /** Dates of students whose work is due at another time than the class's. */
  readonly dues: ReadonlyMap<string, Date>;
}

/**
 * Gives each student of the roster a submission: the student's own, that of the team, or an empty one.
 * A student is found by the platform's number, else by the name.
 */
export function enrol(
  submissions: readonly Submission[],
  roster: readonly Enrolled[],
): EnrolledClass {
  const taken = new Set<Submission>();
  const dues = new Map<string, Date>();
  const enrolled = roster.map(({ name, id, team, due }): Submission => {
    const own = submissions.find((each) =>
      id !== undefined && each.platformId !== undefined
        ? each.platformId === id
        : isNamed(each, name),
    );
    const found =
      own ?? (team === undefined ? undefined : submissions.find((each) => isNamed(each, team)));
    if (found !== undefined) taken.add(found);
    const submission: Submission =
      own === undefined
        ? {
            student: toStudent(name, id === undefined ? '' : `-${id}`),
            name,
            platformId: id,
            late: found?.late ?? false,
            files: found?.files ?? [],
            refused: found?.refused ?? [],
          }
        : { ...own, name };
    if (due !== undefined) dues.set(submission.student, due);
    return submission;
  });
  const strangers = submissions.filter((each) => !taken.has(each));
  return {
    submissions: [...enrolled, ...strangers].toSorted((a, b) => (a.student < b.student ? -1 : 1)),
    strangers: strangers.map(({ name }) => name),
    dues,
  };
}

/** Tells whether a submission bears a name, whatever the platform has put behind it. */
function isNamed({ student, name, platformId }: Submission, wanted: string): boolean {
  const plain = toStudent(wanted).toLowerCase();
  const ending = platformId === undefined ? '' : `-${platformId}`;
  return [name, student.slice(0, student.length - ending.length)].some(
    (each) => toStudent(each).toLowerCase() === plain,
  );
}
