/** Names that learning platforms give to files; they tell the student. */

import { createHash } from 'node:crypto';

/** The student that a name tells. */
export interface NamedSubmission {
  /** Identifies the student in every output, files included. Two names may give the same. */
  readonly student: string;
  /** The name for people. */
  readonly name: string;
  /** The platform's number of the student, where the name tells it. */
  readonly platformId: string | undefined;
  readonly late: boolean;
}

/** Moodle: `Ada Lovelace_12345_assignsubmission_file_`, as a folder or before the file's name. */
const moodle = /^(?<name>[^_]+)_(?<id>\d+)_assignsubmission_(?:file|onlinetext)(?:_|$)/;

/** Canvas: `lovelaceada_LATE_4711_99887_notebook-1.ipynb`; the numbers are the user and the file. */
const canvas = /^(?<name>[^_]+)_(?<late>LATE_)?(?<id>\d+)_\d+_/;

/** Reads the name of a submission's file or folder. */
export function readPlatformName(fileName: string): NamedSubmission {
  const found = moodle.exec(fileName) ?? canvas.exec(fileName);
  const { name, id, late } = found?.groups ?? {};
  if (name === undefined || id === undefined) {
    const plain = fileName.replace(/\.(ipynb|zip)$/i, '');
    return { student: toStudent(plain), name: plain, platformId: undefined, late: false };
  }
  return { student: toStudent(name, `-${id}`), name, platformId: id, late: late !== undefined };
}

/** A student's part of a file name has at most so many bytes; an exercise and an ending follow. */
const maxBytes = 120;

/**
 * Makes any uploaded name safe as the name of a file. Letters of all scripts stay.
 *
 * @param ending is never cut off
 */
export function toStudent(text: string, ending = ''): string {
  const safe = `${text}${ending}`
    .normalize('NFKD')
    // After NFKD the accents of Latin letters stand by themselves; marks of other scripts stay.
    .replace(/[\u0300-\u036f]+/g, '')
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}_.-]+/gu, '-')
    .replace(/^[.-]+|-+$/g, '');
  const cut = safe.length > 80 || Buffer.byteLength(safe) > maxBytes;
  const short = cut ? `${shorten(safe, maxBytes - ending.length)}${ending}` : safe;
  return short === '' ? 'unnamed' : short;
}

/** The beginning of a text, of at most so many bytes and 80 characters. */
function shorten(text: string, bytes: number): string {
  let short = '';
  for (const letter of text) {
    if (Buffer.byteLength(short + letter) > bytes || short.length >= 80) break;
    short += letter;
  }
  return short;
}

/**
 * Tells students apart if {@link readPlatformName} gave their different names one form: each gets a
 * part of the digest of the name, unless the name is the result letter by letter.
 */
export function tellApart<Named extends NamedSubmission>(
  named: readonly Named[],
): readonly Named[] {
  const same = Map.groupBy(named, ({ student }) => student);
  return named.map((each) => {
    const { student, name, platformId } = each;
    if (same.get(student)?.length === 1 || name === student) return each;
    const print = createHash('sha256').update(`${platformId}/${name}`).digest('hex').slice(0, 6);
    return { ...each, student: `${student}-${print}` };
  });
}
