import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { courseRoot } from '../base/paths.ts';

/** The version of a package, by its folder in the course. */
export function versionOf(folder: string): string {
  const file = join(courseRoot, folder, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
