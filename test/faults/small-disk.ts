/** A disk with little room, in a mount namespace of a command's own. */

import { cpSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Wrapper } from './faults.ts';

const page = 4;

const script = `
folder=$1 copy=$2 kilobytes=$3; shift 3
mount -t tmpfs -o "size=\${kilobytes}k,mode=755" tmpfs "$folder" && cp -a "$copy/." "$folder" || exit 99
"$@"
code=$?
rm -rf "$copy" && cp -a "$folder" "$copy" || exit 99
exit $code
`;

/** What a command sees in `folder`, on a disk of its own. */
export interface SmallDisk {
  readonly under: Wrapper;
  /** The folder with what the command left there, afterwards. */
  readonly folder: string;
}

/**
 * Puts a folder on a disk that has as many kilobytes free.
 *
 * @param copy where the folder's content is kept before and afterwards
 */
export function smallDisk(
  folder: string,
  { free, copy }: { readonly free: number; readonly copy: string },
): SmallDisk {
  rmSync(copy, { recursive: true, force: true });
  cpSync(folder, copy, { recursive: true });
  const size = Math.max(page, usedBy(folder) + free);
  return {
    under: [
      'unshare',
      '--map-root-user',
      '--mount',
      'sh',
      '-c',
      script,
      'sh',
      folder,
      copy,
      String(size),
    ],
    folder: copy,
  };
}

/** In kilobytes; a disk in memory gives room by the page, and one to a folder. */
function usedBy(folder: string): number {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory()
        ? page + usedBy(path)
        : page * Math.ceil(statSync(path).size / page / 1024);
    })
    .reduce((sum, size) => sum + size, 0);
}
