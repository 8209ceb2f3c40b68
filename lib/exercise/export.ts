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
# Only the grader may read the key and the checks.
chmod -R go-rwx /autograder/source/course.key 2> /dev/null || true
`,
  });
  files.push({
    path: 'run_autograder',
    isExecutable: true,
    content: `#!/bin/bash
set -uo pipefail
cd /autograder/source/course
node lib/wirebook.mjs grade /autograder/submission --out /tmp/graded --exercise ${exercise} --jobs 1 --trust-container${option}
mkdir -p /autograder/results
find /tmp/graded/students -name results.json -exec cp {} /autograder/results/results.json \\;
`,
  });
  return files;
}

/** A workflow for GitHub Actions that grades every push of a student's repository. */
export function githubWorkflow({ exercise }: Pick<ExportOptions, 'exercise'>): string {
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
      - uses: actions/setup-node@v5
        with:
          node-version: 24
      - run: sudo apt-get update -q && sudo apt-get install -yq bubblewrap
      # Ubuntu 24.04 forbids namespaces to ordinary programs until they are allowed.
      - run: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0
      - run: node lib/setup.mjs
      - run: npx wirebook grade exercises/${exercise}.ipynb --out graded --exercise ${exercise}
      - if: always()
        uses: actions/upload-artifact@v4
        with:
          name: graded
          path: graded
`;
}
