/** Reads notebooks out of zips, in memory: nothing of an archive is ever written to disk. */

import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';

/** A notebook or a further archive that lies in an archive. */
export interface ArchivedFile {
  /** The path in the archive, with `/` between its parts. */
  readonly path: string;
  readonly content: Buffer;
  readonly modified: Date;
}

/** What an archive held. */
export interface ArchiveContent {
  readonly files: readonly ArchivedFile[];
  /** What was left out, and why. */
  readonly refused: readonly string[];
}

/** How much of an archive is read. */
export interface ArchiveLimits {
  readonly entries: number;
  /** The most bytes one file may have once unpacked. */
  readonly fileBytes: number;
  readonly totalBytes: number;
}

const limits: ArchiveLimits = { entries: 20_000, fileBytes: 100 << 20, totalBytes: 2 ** 31 };

/** The bits of a Unix mode that tell a symbolic link. */
const linkMode = 0o120000;

/** Reads the notebooks and archives of an archive. What is broken or too large is left out. */
export async function readArchive(
  archive: Buffer,
  { entries, fileBytes, totalBytes }: ArchiveLimits = limits,
): Promise<ArchiveContent> {
  const files: ArchivedFile[] = [];
  const refused: string[] = [];
  let count = 0;
  let total = 0;
  try {
    const zip = await fromBufferPromise(archive, { lazyEntries: true });
    for await (const entry of zip.eachEntry()) {
      const path = entry.fileName;
      count += 1;
      if (count > entries) {
        refused.push(`more than ${entries} entries`);
        break;
      }
      if (!/\.(ipynb|zip)$/i.test(path) || path.startsWith('__MACOSX/')) continue;
      if (((entry.externalFileAttributes >>> 16) & 0o170000) === linkMode) {
        refused.push(`${path}: a symbolic link`);
      } else if (entry.uncompressedSize > fileBytes) {
        refused.push(`${path}: larger than ${fileBytes} bytes`);
      } else if (total + entry.uncompressedSize > totalBytes) {
        refused.push(`${path}: the archive is larger than ${totalBytes} bytes`);
      } else {
        total += entry.uncompressedSize;
        // The stream fails when more bytes come than the entry has announced.
        const content = await buffer(await zip.openReadStreamPromise(entry));
        files.push({ path, content, modified: entry.getLastModDate() });
      }
    }
  } catch (error) {
    // yauzl refuses archives whose names are absolute or climb with `..`, and damaged ones.
    refused.push(error instanceof Error ? error.message : String(error));
  }
  return { files, refused };
}
