/** Graders that run on platforms instead of on the instructor's machine. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { courseRoot } from '../base/paths.ts';
import { type ArchiveFile, learnersFiles } from './course-archive.ts';
import type { SealKey } from './seal.ts';

/** The exercise and the key of a grader. */
export interface ExportOptions {
  readonly exercise: string;
  readonly key: SealKey;
  /** The content of the key's file; absent with the course's own key. */
  readonly keyFile: Buffer | undefined;
}

/** The exercise and the course of a workflow. */
export interface WorkflowOptions {
  readonly exercise: string;
  /** The repository that holds the instructor's course, as `owner/name`. */
  readonly course: string | undefined;
}

/**
 * The files of an autograder for Gradescope: its machine is thrown away after each submission, and
 * is the sandbox.
 *
 * @see https://gradescope-autograders.readthedocs.io/en/latest/specs/
 */
export async function gradescopeFiles({
  exercise,
  key,
  keyFile,
}: ExportOptions): Promise<readonly ArchiveFile[]> {
  const course = await learnersFiles(key);
  return [
    ...course.map((file) => ({ ...file, path: `course/${file.path}` })),
    ...(keyFile === undefined ? [] : [{ path: 'course.key', content: keyFile }]),
    ...['setup.sh', 'run_autograder'].map((path) => ({
      path,
      isExecutable: true,
      content: fillIn(`gradescope/${path}`, { exercise }),
    })),
  ];
}

/**
 * A workflow for GitHub Actions that grades every push of a student's repository. With the
 * instructor's course beside it the checks are out of the student's reach.
 */
export function githubWorkflow({ exercise, course }: WorkflowOptions): string {
  return course === undefined
    ? fillIn('github/grade.yml', { exercise })
    : fillIn('github/grade-from-course.yml', { exercise, course });
}

/** A file of the folder `export`, with each `{{name}}` replaced by its value. */
function fillIn(file: string, values: Readonly<Record<string, string>>): string {
  const template = readFileSync(join(courseRoot, 'lib', 'exercise', 'export', file), 'utf8');
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${file}: no value for {{${name}}}`);
    return value;
  });
}
