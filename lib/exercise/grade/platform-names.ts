/** Who handed in a file, as the names say that learning platforms give to it. */

/** What a name says. */
export interface NamedSubmission {
  /** Names the student in every output: unique on the platform. */
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
  return { student: toStudent(`${name}-${id}`), name, platformId: id, late: late !== undefined };
}

/** A name that is safe as the name of a file, whatever was uploaded. */
function toStudent(text: string): string {
  const safe = text
    .normalize('NFKD')
    // The accents, which now stand by themselves.
    .replace(/\p{M}+/gu, '')
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[.-]+|-+$/g, '')
    .slice(0, 80);
  return safe === '' ? 'unnamed' : safe;
}
