import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Ajv, type ValidateFunction } from 'ajv';
import { WirebookError } from '../base/error.ts';
import { courseRoot } from '../base/paths.ts';
import { type CodeCell, codeCells, formatNotebook, type NotebookCell } from './format.ts';
import { kernelspec, languageInfo } from './kernelspec.ts';
import type { Finding, LintRule } from './lint.ts';
import { assertionsOf } from './shows.ts';

/** The most lines of a lesson's cell: a cell makes one point. */
const maxLessonLines = 12;

/** The published schema comes with nbformat, a package that JupyterLab needs. */
const schemaPattern = '.venv/lib/python*/site-packages/nbformat/v4/nbformat.v4.5.schema.json';

let compiled: ValidateFunction | undefined;

function notebookValidator(): ValidateFunction {
  if (compiled !== undefined) return compiled;
  const [path] = globSync(schemaPattern, { cwd: courseRoot });
  if (path === undefined) {
    throw new WirebookError(
      `Cannot find the schema of notebooks at ${schemaPattern}: run 'node lib/setup.mjs'`,
    );
  }
  // The schema uses no word in which its draft 4 differs from the draft that ajv reads.
  const { $schema: _, ...schema } = JSON.parse(readFileSync(join(courseRoot, path), 'utf8'));
  compiled = new Ajv({ strict: false }).compile(schema);
  return compiled;
}

/** The rules that need nothing but the notebook. */
export const notebookRules: readonly LintRule[] = [
  {
    name: 'schema',
    check({ text }) {
      const validate = notebookValidator();
      if (validate(JSON.parse(text))) return [];
      const [error] = validate.errors ?? [];
      return [
        { message: `not valid nbformat 4.5: ${error?.instancePath ?? ''} ${error?.message}` },
      ];
    },
  },
  {
    name: 'format',
    check({ text, notebook }) {
      if (text === formatNotebook(notebook)) return [];
      return [{ message: "not written as the course writes notebooks; run 'wirebook lint --fix'" }];
    },
  },
  {
    name: 'no-outputs',
    check({ notebook }) {
      return codeCells(notebook)
        .filter((cell) => cell.outputs.length > 0 || cell.execution_count !== null)
        .map((cell) => ({ cell: cell.id, message: "has outputs; run 'wirebook lint --fix'" }));
    },
  },
  {
    name: 'cell-ids',
    check: ({ notebook }) =>
      notebook.cells.flatMap((cell, at, all) => checkId(cell, all.slice(0, at))),
  },
  {
    name: 'cell-length',
    check({ notebook, kind }) {
      if (kind !== 'lesson') return [];
      return codeCells(notebook).flatMap(({ id, source }) => {
        const lines = source.split('\n').length;
        if (lines <= maxLessonLines) return [];
        return [{ cell: id, message: `${lines} lines of code, more than ${maxLessonLines}` }];
      });
    },
  },
  {
    name: 'shows',
    check: ({ notebook, kind }) =>
      notebook.cells.flatMap((cell, at, all) => {
        if (cell.cell_type !== 'code') return [];
        const isPredicted = kind === 'lesson' && /^\*\*Predict/m.test(all[at - 1]?.source ?? '');
        return checkAssertions(cell, isPredicted);
      }),
  },
  {
    name: 'kernelspec',
    check({ notebook }) {
      if (isDeepStrictEqual({ ...(notebook.metadata.kernelspec ?? {}) }, kernelspec)) return [];
      return [{ message: `metadata.kernelspec is not ${JSON.stringify(kernelspec)}` }];
    },
  },
  {
    name: 'language-info',
    check({ notebook }) {
      if (isDeepStrictEqual({ ...(notebook.metadata.language_info ?? {}) }, languageInfo))
        return [];
      return [{ message: "metadata.language_info is not the kernel's; run 'wirebook lint --fix'" }];
    },
  },
];

function checkId({ id }: NotebookCell, before: readonly NotebookCell[]): readonly Finding[] {
  if (before.some((cell) => cell.id === id)) return [{ cell: id, message: 'its id is not unique' }];
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id) || /^[0-9a-f]{8,}(-|$)/.test(id)) {
    return [{ cell: id, message: 'its id is not a readable name, such as bind-in-use' }];
  }
  return [];
}

/** The answer to a prediction is folded above its cell: the cell must assert that it shows it. */
function checkAssertions(cell: CodeCell, isPredicted: boolean): readonly Finding[] {
  try {
    if (assertionsOf(cell).length > 0 || !isPredicted) return [];
    const message =
      'follows a prediction and asserts no answer: add "wirebook": { "shows": [...] } to its metadata';
    return [{ cell: cell.id, message }];
  } catch (error) {
    return [{ cell: cell.id, message: (error as Error).message }];
  }
}
