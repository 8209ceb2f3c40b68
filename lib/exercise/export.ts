/** Graders that run on platforms instead of on the instructor's machine. */

import { type ArchiveFile, learnersFiles } from './course-archive.ts';
import type { SealKey } from './seal.ts';

/** What a grader on a platform is made for. */
export interface ExportOptions {
  readonly exercise: string;
  readonly key: SealKey;
  /** The content of the key's file; absent with the course's own key. */
  readonly keyFile: Buffer | undefined;
}

/** What a workflow is made for. */
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
  const files: ArchiveFile[] = course.map((file) => ({ ...file, path: `course/${file.path}` }));
  const option = keyFile === undefined ? '' : ' --key-file /autograder/source/course.key';
  if (keyFile !== undefined) files.push({ path: 'course.key', content: keyFile });
  files.push({
    path: 'setup.sh',
    isExecutable: true,
    content: `#!/bin/bash
set -euo pipefail
apt-get update -q
apt-get install -yq curl python3-venv util-linux
curl -fsSL https://deb.nodesource.com/setup_24.x | bash -
apt-get install -yq nodejs
cd /autograder/source/course
node lib/setup.mjs
# Only the grader may read the key: what learners hand in runs as nobody.
if [ -e /autograder/source/course.key ]; then chmod 600 /autograder/source/course.key; fi
`,
  });
  files.push({
    path: 'run_autograder',
    isExecutable: true,
    content: `#!/bin/bash
set -euo pipefail
# All files are those of one student, which a name as Moodle gives it says.
student=/tmp/class/student_1_assignsubmission_file_
rm -rf /tmp/class /tmp/graded
mkdir -p /tmp/class /autograder/results
cp -r /autograder/submission "$student"
cd /autograder/source/course
node lib/wirebook.mjs grade /tmp/class --out /tmp/graded --exercise ${exercise} --jobs 1 --trust-container${option}
cp /tmp/graded/students/student-1/${exercise}/results.json /autograder/results/results.json
`,
  });
  return files;
}

/**
 * A workflow for GitHub Actions that grades every push of a student's repository. With the
 * instructor's course beside it the checks are out of the student's reach.
 */
export function githubWorkflow({ exercise, course }: WorkflowOptions): string {
  const folder = course === undefined ? '.' : 'course';
  const checkout =
    course === undefined
      ? `      # Whoever can push here can change the grader too. To grade with a copy that is out of reach:
      # wirebook export github ${exercise} --course OWNER/COURSE
`
      : `      - uses: actions/checkout@v5
        with:
          repository: ${course}
          path: course
`;
  return `# Made by 'wirebook export github ${exercise}'.
name: grade
on: push
permissions:
  contents: read
jobs:
  grade:
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v5
${checkout}      - uses: actions/setup-node@v5
        with:
          node-version: 24
      - run: sudo apt-get update -q && sudo apt-get install -yq bubblewrap
      # Ubuntu 24.04 forbids namespaces to ordinary programs until they are allowed.
      - run: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0
      - run: node ${folder}/lib/setup.mjs
      - run: node ${folder}/lib/wirebook.mjs grade exercises/${exercise}.ipynb --out graded --exercise ${exercise}
      - if: always()
        run: cat graded/gradebook.csv >> "$GITHUB_STEP_SUMMARY"
      - if: always()
        uses: actions/upload-artifact@v4
        with:
          name: graded
          path: graded
`;
}
