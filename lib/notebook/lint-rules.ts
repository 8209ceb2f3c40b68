import { isDeepStrictEqual } from 'node:util';
import { Ajv } from 'ajv';
import { codeCells, formatNotebook, type NotebookCell } from './format.ts';
import { kernelspec, languageInfo } from './kernelspec.ts';
import type { Finding, LintRule } from './lint.ts';
import schema from './nbformat.v4.5.schema.json' with { type: 'json' };

/** What a lesson's cell may have in lines: one point a cell. */
const maxLessonLines = 12;

// The schema is of draft 4, which differs from what ajv reads only in words it does not use.
const { $schema: _, ...nbformat } = schema;
const isNotebook = new Ajv({ strict: false }).compile(nbformat);

/** Rules that need nothing but the notebook. */
export const notebookRules: readonly LintRule[] = [
  {
    name: 'schema',
    check({ text }) {
      if (isNotebook(JSON.parse(text))) return [];
      const [error] = isNotebook.errors ?? [];
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
    return [{ cell: id, message: 'its id is no readable name, such as bind-in-use' }];
  }
  return [];
}
