/** The page that lists all others, made as a notebook so that the one template draws it too. */

import type { Notebook, TextCell } from '../notebook/format.ts';
import type { Outline } from './outline.ts';

/** A page and what it tells about itself. */
export interface Page extends Outline {
  /** The file beside the index, such as `02-server-lifecycle.html`. */
  readonly href: string;
}

/** The index as a notebook of text. */
export function indexNotebook(pages: readonly Page[]): Notebook {
  const lessons = pages.filter(({ kind }) => kind === 'lesson');
  const exercises = pages.filter(({ kind }) => kind === 'exercise');
  const cells = [
    text('title', '# Wirebook\n\nA live course in socket programming, in TypeScript.'),
    text('lessons', ['## Lessons', ...lessons.map(entry)].join('\n\n')),
    ...(exercises.length > 0
      ? [text('exercises', ['## Exercises', ...exercises.map(entry)].join('\n\n'))]
      : []),
  ];
  return { nbformat: 4, nbformat_minor: 5, metadata: {}, cells };
}

function entry({ href, title, promise, minutes, points }: Page): string {
  const facts = [
    ...(minutes === undefined ? [] : [`${minutes} minutes`]),
    ...(points === undefined ? [] : [`${points} points`]),
  ].join(', ');
  const number = /^\d+/.exec(href)?.[0];
  const name = number === undefined ? title : `${number} ${title}`;
  return `### [${name}](${href})\n\n${promise}${facts === '' ? '' : `\n\n*${facts}*`}`;
}

function text(id: string, source: string): TextCell {
  return { cell_type: 'markdown', id, metadata: {}, source };
}
