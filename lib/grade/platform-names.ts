/** Who handed in a file, as the names say that learning platforms give to it. */

import { createHash } from 'node:crypto';

/** What a name says. */
export interface NamedSubmission {
  /** Names the student in every output, files included. Two names may come to the same. */
  readonly student: string;
  /** The name for people. */
  readonly name: string;
  /** The number under which the platform knows the student, where the name says it. */
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

/** The most bytes of a student in a file's name, to which an exercise and an ending are added. */
const mostBytes = 120;

/**
 * A name that is safe as the name of a file, whatever was uploaded. Letters of all scripts stay.
 *
 * @param ending is never cut off
 */
function toStudent(text: string, ending = ''): string {
  const safe = `${text}${ending}`
    .normalize('NFKD')
    // The accents of Latin letters, which now stand by themselves. Those of other scripts are letters.
    .replace(/[\u0300-\u036f]+/g, '')
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}_.-]+/gu, '-')
    .replace(/^[.-]+|-+$/g, '');
  const cut = safe.length > 80 || Buffer.byteLength(safe) > mostBytes;
  const short = cut ? `${shorten(safe, mostBytes - ending.length)}${ending}` : safe;
  return short === '' ? 'unnamed' : short;
}

/** The beginning of a text that takes no more than so many bytes, nor 80 characters. */
function shorten(text: string, bytes: number): string {
  let short = '';
  for (const letter of text) {
    if (Buffer.byteLength(short + letter) > bytes || short.length >= 80) break;
    short += letter;
  }
  return short;
}

/**
 * Tells apart those whom {@link readPlatformName} calls the same although their names are not: all
 * but the one whose name it is letter by letter get a part of their name's fingerprint.
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
