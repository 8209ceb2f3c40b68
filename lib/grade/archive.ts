/** Reads notebooks out of zips, in memory: nothing of an archive is ever written to disk. */

import { normalize } from 'node:path/posix';
import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';

/** A notebook or a further archive that lies in an archive. */
export interface ArchivedFile {
  /** The path in the archive, with `/` between its parts. */
  readonly path: string;
  readonly content: Buffer;
  readonly modified: Date;
}

/** A file that was left out, and the reason. */
export interface Refused {
  readonly path: string;
  readonly reason: string;
}

/** The content of an archive. */
export interface ArchiveContent {
  readonly files: readonly ArchivedFile[];
  readonly refused: readonly Refused[];
  /** Paths of files that are neither notebooks nor archives. */
  readonly others: readonly string[];
  /** The reason why the rest of the archive could not be read, where that is so. */
  readonly broken: string | undefined;
}

/** Limits of the reading of an archive. */
export interface ArchiveLimits {
  readonly entries: number;
  /** Of one file, unpacked. */
  readonly fileBytes: number;
  readonly totalBytes: number;
}

/** The limits for submissions. */
export const archiveLimits: ArchiveLimits = {
  entries: 20_000,
  fileBytes: 100 << 20,
  totalBytes: 2 ** 31,
};

/** The file type of a symbolic link in a Unix mode. */
const linkMode = 0o120000;

/** Reads the notebooks and archives of an archive. Broken and too large ones are left out. */
export async function readArchive(
  archive: Buffer,
  { entries, fileBytes, totalBytes }: ArchiveLimits = archiveLimits,
): Promise<ArchiveContent> {
  const files: ArchivedFile[] = [];
  const refused: Refused[] = [];
  const others: string[] = [];
  let broken: string | undefined;
  let count = 0;
  let total = 0;
  try {
    const zip = await fromBufferPromise(archive, { lazyEntries: true });
    for await (const entry of zip.eachEntry()) {
      const path = normalize(entry.fileName);
      count += 1;
      if (count > entries) {
        broken = `more than ${entries} entries`;
        break;
      }
      if (path.split('/').includes('__MACOSX')) continue;
      if (!/\.(ipynb|zip)$/i.test(path)) {
        others.push(path);
        continue;
      }
      if (((entry.externalFileAttributes >>> 16) & 0o170000) === linkMode) {
        refused.push({ path, reason: 'a symbolic link' });
      } else if (entry.uncompressedSize > fileBytes) {
        refused.push({ path, reason: tooLarge(fileBytes) });
      } else if (total + entry.uncompressedSize > totalBytes) {
        refused.push({ path, reason: `the archive is ${tooLarge(totalBytes)}` });
      } else {
        total += entry.uncompressedSize;
        try {
          // The stream fails when more bytes come than the entry has announced.
          const content = await buffer(await zip.openReadStreamPromise(entry));
          files.push({ path, content, modified: entry.getLastModDate() });
        } catch (error) {
          // This entry is damaged, encrypted or packed by a rare method; the others may be well.
          refused.push({ path, reason: messageOf(error) });
        }
      }
    }
  } catch (error) {
    // yauzl refuses archives with names that are absolute or climb with `..`, and damaged ones.
    broken = messageOf(error);
  }
  return { files, refused, others, broken };
}

/** Says that a file is larger than so many bytes. */
export function tooLarge(bytes: number): string {
  return `larger than ${bytes >> 20} MB`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
