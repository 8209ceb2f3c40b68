/** Lint rules for the notebooks of exercises. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import ts from 'typescript';
import { codeCells, type NotebookCell } from '../notebook/format.ts';
import type { Finding, LintRule, LintSubject } from '../notebook/lint.ts';
import { checksFile } from './bundle.ts';
import { gradeOf, totalPoints } from './nbgrader.ts';
import { metadataOf } from './sealed-checks.ts';
import { hasSolution } from './stub.ts';

/** The most lines of a cell that the learner is given. */
const maxLines = 14;

/** The contract stands twice, for the learner and for the checks: both must say the same. */
const contractRule: LintRule = {
  name: 'contract',
  check: ofExercise(({ notebook }, name) => {
    const cells = codeCells(notebook).filter((cell) => gradeOf(cell)?.locked === true);
    const contract = cells.find((cell) => gradeOf(cell)?.grade_id === 'contract');
    if (contract === undefined) return [{ message: 'no cell has the grade_id contract' }];
    const file = checksFile(name);
    // A learners' bundle has no solutions at all, and its notebooks are fit all the same.
    if (!existsSync(dirname(file))) return [];
    if (!existsSync(file)) return [{ message: `there is no ${file}` }];
    if (!typesOf(contract.source).has('Contract')) {
      return [{ cell: contract.id, message: 'declares no interface Contract' }];
    }
    const inChecks = typesOf(readFileSync(file, 'utf8'));
    // Types that the contract uses may be declared in a cell before it.
    return cells.flatMap(({ id, source }) =>
      [...typesOf(source)]
        .filter(([type, text]) => inChecks.get(type) !== text)
        .map(([type]) => ({ cell: id, message: `${type} differs from ${name}.checks.ts` })),
    );
  }),
};

/** A cell is one thought; only a solution is as long as it has to be. */
const lengthRule: LintRule = {
  name: 'cell-length',
  check: ofExercise(({ notebook }) =>
    codeCells(notebook).flatMap((cell) => {
      const lines = cell.source.split('\n').length;
      if (lines <= maxLines || hasSolution(cell.source)) return [];
      return [{ cell: cell.id, message: `${lines} lines of code, more than ${maxLines}` }];
    }),
  ),
};

/** Locks and points: nbgrader, the restorer of cells and the course must agree on them. */
const gradingRule: LintRule = {
  name: 'grading',
  check: ofExercise(({ notebook }, name) => {
    const grades = notebook.cells.flatMap((cell) => {
      const grade = gradeOf(cell);
      return grade === undefined ? [] : [{ cell, grade }];
    });
    const findings: Finding[] = [];
    const ids = grades.map(({ grade }) => grade.grade_id);
    for (const [index, { cell, grade }] of grades.entries()) {
      const say = (message: string) => findings.push({ cell: cell.id, message });
      if (ids.indexOf(grade.grade_id) !== index) say(`the grade_id ${grade.grade_id} stands twice`);
      if (grade.schema_version !== 3) say("nbgrader's metadata is not of schema version 3");
      if (grade.locked === grade.solution) say('a cell is either locked or a solution');
      if (grade.locked && cell.metadata.editable !== false)
        say('a locked cell must not be editable');
    }
    const points = totalPoints(notebook);
    const earned = pointsOfChecks(checksFile(name)) ?? points;
    if (points !== earned || points === 0) {
      const message = `the points of its cells add up to ${points}, those of its checks to ${earned}`;
      findings.push({ message });
    }
    return findings;
  }),
};

/** Each task's text folds three hints, and in a worked notebook each task's cell has a solution. */
const tasksRule: LintRule = {
  name: 'tasks',
  check: ofExercise(({ notebook }) => {
    const worked = metadataOf(notebook)?.checks === undefined;
    return notebook.cells.flatMap((cell): Finding[] => {
      const say = (message: string): Finding[] => [{ cell: cell.id, message }];
      if (isTaskText(cell)) {
        const hints = cell.source.split('<details>').length - 1;
        return hints === 3 ? [] : say(`has ${hints} folded hints instead of three`);
      }
      if (!worked || gradeOf(cell)?.solution !== true || hasSolution(cell.source)) return [];
      return say('is a solution without // BEGIN SOLUTION');
    });
  }),
};

/** Each sentence of a task is a promise that a check finds broken, or is said to be none. */
const guardsRule: LintRule = {
  name: 'guards',
  check: ofExercise(({ notebook }, name) => {
    const file = checksFile(name);
    const isWorked = metadataOf(notebook)?.checks === undefined;
    if (!isWorked || !existsSync(file)) return [];
    const phrases = phrasesOf(readFileSync(file, 'utf8'));
    const sentences = notebook.cells
      .filter(isTaskText)
      .flatMap(({ id, source }) => sentencesOf(source).map((text) => ({ cell: id, text })));
    const open = sentences.filter(({ text }) => !phrases.some((phrase) => text.includes(phrase)));
    const lost = phrases.filter((phrase) => !sentences.some(({ text }) => text.includes(phrase)));
    return [
      ...open.map(({ cell, text }) => ({ cell, message: `no check guards "${text}"` })),
      ...lost.map((phrase) => ({ message: `"${phrase}" is guarded, and stands in no task` })),
    ];
  }),
};

/** The rules for exercises; they say nothing about other notebooks. */
export const exerciseRules: readonly LintRule[] = [
  contractRule,
  lengthRule,
  gradingRule,
  tasksRule,
  guardsRule,
];

function ofExercise(
  check: (subject: LintSubject, name: string) => readonly Finding[],
): LintRule['check'] {
  return (subject) => {
    const name = metadataOf(subject.notebook)?.exercise;
    return name === undefined ? [] : check(subject, name);
  };
}

function isTaskText(cell: NotebookCell): boolean {
  return cell.cell_type === 'markdown' && /^## Task \d/.test(cell.source);
}

/** The sentences of a task's text, without its heading and its hints; a table counts as one. */
function sentencesOf(source: string): string[] {
  const [text = ''] = source.replace(/^## .*/, '').split('<details>');
  return text
    .split(/\n\s*\n|\n(?=- )|(?<=[.?!])\s+(?=\S)/)
    .map((sentence) => sentence.replace(/^- /, '').trim())
    .filter((sentence) => sentence !== '');
}

/** The points of an exercise's checks, where the course has their source. */
function pointsOfChecks(file: string): number | undefined {
  if (!existsSync(file)) return undefined;
  let points = 0;
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'points') {
      points += Number(node.initializer.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(sourceOf(readFileSync(file, 'utf8')));
  return points;
}

/** The phrases that the checks of an exercise guard, and those that they leave unguarded. */
function phrasesOf(source: string): string[] {
  const phrases: string[] = [];
  const visit = (node: ts.Node): void => {
    const isList = ts.isPropertyAssignment(node) && ts.isArrayLiteralExpression(node.initializer);
    if (isList && ['guards', 'unguarded'].includes(node.name.getText())) {
      const { elements } = node.initializer;
      phrases.push(...elements.filter(ts.isStringLiteralLike).map(({ text }) => text));
    }
    ts.forEachChild(node, visit);
  };
  visit(sourceOf(source));
  return phrases;
}

function sourceOf(checks: string): ts.SourceFile {
  return ts.createSourceFile('checks.ts', checks, ts.ScriptTarget.ESNext, true);
}

/** The interfaces and type aliases of a source, by name, without comments and in one layout. */
function typesOf(source: string): Map<string, string> {
  const file = ts.createSourceFile('contract.ts', source, ts.ScriptTarget.ESNext, true);
  const printer = ts.createPrinter({ removeComments: true });
  return new Map(
    file.statements
      .filter((node) => ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node))
      .map((node) => [node.name.text, printer.printNode(ts.EmitHint.Unspecified, node, file)]),
  );
}
