/** A course of a learner's own, set up already. */

import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { courseRoot } from '../../paths.ts';

/** What is the same for everybody, and too much to copy. */
const shared = ['node_modules', '.venv'];
const own = ['lib', 'notebooks', 'exercises', 'solutions'];

/** Copies the course into `folder`. */
export function copyCourse(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const entry of readdirSync(courseRoot, { withFileTypes: true })) {
    if (entry.isFile() || own.includes(entry.name)) {
      cpSync(join(courseRoot, entry.name), join(folder, entry.name), { recursive: true });
    }
  }
  for (const name of shared) symlinkSync(join(courseRoot, name), join(folder, name));
}
