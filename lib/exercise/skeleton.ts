/** A new exercise that is complete in form, and tells the place of its content. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { WirebookError } from '../base/error.ts';
import { courseRoot } from '../base/paths.ts';
import { writeWhole } from '../base/whole-file.ts';
import { formatNotebook, type Notebook, type NotebookCell } from '../notebook/format.ts';
import { kernelspec, languageInfo } from '../notebook/kernelspec.ts';
import { checksFile } from './bundle.ts';
import { solutionPath } from './release.ts';

/**
 * Writes the skeleton of the exercise `name`: a worked notebook, its checks, a right and a wrong
 * answer, and the test that holds them against each other.
 *
 * @returns the files that were written
 * @throws {WirebookError} when the name will not do, or the exercise exists
 */
export function writeSkeleton(name: string): readonly string[] {
  if (!/^\d\d-[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    throw new WirebookError(`${name} is not a name for an exercise: write it as 07-half-close`);
  }
  const answers = join(courseRoot, 'test', 'exercises', name.slice(0, 2));
  const files = new Map([
    [solutionPath(name), formatNotebook(notebook(name))],
    [checksFile(name), checks(name)],
    [
      join(answers, 'right', 'plain.ts'),
      answer('A right answer.', "['Hello, ', name, '!'].join('')"),
    ],
    [
      join(answers, 'wrong', 'silent.ts'),
      answer('Forgets the name.', "name === '' ? '' : 'Hello!'"),
    ],
    [
      join(answers, 'exercise.test.ts'),
      `import { describeExercise } from '../describe-exercise.ts';\n\ndescribeExercise('${name}');\n`,
    ],
  ]);
  for (const path of files.keys()) {
    if (existsSync(path)) throw new WirebookError(`${path} exists already`);
  }
  for (const [path, text] of files) {
    writeWhole(path, text);
  }
  return [...files.keys()];
}

const contract = `interface Contract {
  readonly greet: (name: string) => string;
}`;

function notebook(name: string): Notebook {
  const number = name.slice(0, 2);
  const hints = ['A nudge', 'The idea', 'Nearly the code'].map(
    (step) => `<details>\n<summary>${step}</summary>\n\nSay it here.\n\n</details>`,
  );
  const cells: readonly NotebookCell[] = [
    text('title', `# Exercise ${number}: its title\n\nWhat the learner builds, in one paragraph.`),
    code(
      'contract',
      { locked: true },
      `import { openExercise } from 'wirebook';\n\n${contract}\n\nconst { HOST, check } = openExercise<Contract>('${name}');`,
    ),
    text(
      'task-1-text',
      `## Task 1: its title (10 points)\n\nWhat \`greet(name)\` does, exactly.\n\n${hints.join('\n\n')}`,
    ),
    code(
      'task-1',
      { solution: true },
      "function greet(name: string): string {\n  // BEGIN SOLUTION\n  return 'Hello, ' + name + '!';\n  // END SOLUTION\n}",
    ),
    code('check', { locked: true, grade: true, points: 10 }, 'await check({ greet })'),
  ];
  return {
    cells,
    metadata: { kernelspec, language_info: languageInfo, wirebook: { exercise: name } },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

function text(id: string, source: string): NotebookCell {
  return { cell_type: 'markdown', id, metadata: metadata(id, { locked: true }), source };
}

interface Role {
  readonly locked?: boolean;
  readonly solution?: boolean;
  readonly grade?: boolean;
  readonly points?: number;
}

function code(id: string, role: Role, source: string): NotebookCell {
  return {
    cell_type: 'code',
    id,
    metadata: metadata(id, role),
    source,
    execution_count: null,
    outputs: [],
  };
}

function metadata(id: string, role: Role): Readonly<Record<string, unknown>> {
  const grading = {
    schema_version: 3,
    grade_id: id,
    grade: false,
    solution: false,
    locked: false,
    task: false,
  };
  const lock = role.locked === true ? { editable: false, deletable: false } : {};
  return { ...lock, nbgrader: { ...grading, ...role } };
}

function checks(name: string): string {
  return `/** The hidden checks of exercise ${name.slice(0, 2)}. */

import { expect } from 'chai';
import { defineExercise } from 'wirebook/exercise';

${contract}

export default defineExercise<Contract>({
  name: '${name}',
  functions: { greet: true },
  checks({ describe, it, learner }) {
    describe('Task 1: greet', () => {
      it('greets by name', {
        guards: ['does, exactly'],
        points: 10,
        hints: ['A nudge', 'The idea', 'Nearly the code'],
      }, async ({ random }) => {
        const name = random.word();
        expect(await learner.greet(name), 'the greeting').to.equal(\`Hello, \${name}!\`);
      });
    });
  },
});
`;
}

function answer(what: string, greeting: string): string {
  return `/** ${what} */

export function greet(name: string): string {
  return ${greeting};
}
`;
}
