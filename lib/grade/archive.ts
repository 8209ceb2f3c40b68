/** Reads notebooks out of zips, in memory: nothing of an archive is ever written to disk. */

import { normalize } from 'node:path/posix';
import { buffer } from 'node:stream/consumers';
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl';

/** A notebook or a further archive that lies in an archive. */
export interface ArchivedFile {
  /** The path in the archive, with `/` between its parts. */
  readonly path: string;
  readonly modified: Date;
  /**
   * Unpacks it.
   *
   * @throws {Error} when it is damaged, encrypted, packed by a rare method, or larger than announced
   */
  readonly load: () => Promise<Buffer>;
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

/** The room that is left for what comes out of archives; reading one takes from it. */
export interface ArchiveRoom {
  /** So many further entries. */
  entries: number;
  /** So many further bytes, unpacked. */
  bytes: number;
}

/** The most bytes of one notebook or archive. */
export const maxFileBytes = 100 << 20;

/** The room for the archives of one student, those within them included. */
export function roomOfStudent(): ArchiveRoom {
  return { entries: 10_000, bytes: 200 << 20 };
}

/** The room for the archive of a class, whose students are limited each for themselves. */
export function roomOfClass(): ArchiveRoom {
  return { entries: 1_000_000, bytes: Number.POSITIVE_INFINITY };
}

/** The file type of a symbolic link in a Unix mode. */
const linkMode = 0o120000;

/** Finds the notebooks and archives in an archive. Broken and too large ones are left out. */
export async function readArchive(
  /** Its content, or the path of its file. */
  archive: Buffer | string,
  { room, fileBytes = maxFileBytes }: { readonly room: ArchiveRoom; readonly fileBytes?: number },
): Promise<ArchiveContent> {
  const files: ArchivedFile[] = [];
  const refused: Refused[] = [];
  const others: string[] = [];
  let broken: string | undefined;
  try {
    using zip = await open(archive);
    for await (const entry of zip.file.eachEntry()) {
      const path = normalize(entry.fileName);
      room.entries -= 1;
      if (room.entries < 0) {
        broken = 'too many entries';
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
      } else if (entry.uncompressedSize > room.bytes) {
        refused.push({ path, reason: 'all that was handed in is too large' });
      } else {
        room.bytes -= entry.uncompressedSize;
        const modified = entry.getLastModDate();
        files.push({ path, modified, load: () => unpack(archive, entry) });
      }
    }
  } catch (error) {
    // yauzl refuses archives with names that are absolute or climb with `..`, and damaged ones.
    broken = error instanceof Error ? error.message : String(error);
  }
  return { files, refused, others, broken };
}

/** Unpacks one entry. Its stream fails when more bytes come than the entry has announced. */
async function unpack(archive: Buffer | string, entry: Entry): Promise<Buffer> {
  using zip = await open(archive);
  return await buffer(await zip.file.openReadStreamPromise(entry));
}

async function open(archive: Buffer | string): Promise<Disposable & { readonly file: ZipFile }> {
  const options = { lazyEntries: true, autoClose: false };
  const file = await (typeof archive === 'string'
    ? openPromise(archive, options)
    : fromBufferPromise(archive, options));
  return { file, [Symbol.dispose]: () => file.close() };
}

/** Says that a file is larger than so many bytes. */
export function tooLarge(bytes: number): string {
  return `larger than ${bytes >> 20} MB`;
}
