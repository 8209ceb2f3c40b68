/** The page that lists all others, made as a notebook so that the one template draws it too. */

import type { Notebook } from '../notebook/format.ts';
import { type Outline, readOutline } from './outline.ts';
import type { Search } from './search-index.ts';
import type { Source } from './sources.ts';
import { speedName } from './speed-page.ts';
import { textCell } from './text-cell.ts';

/** A page and what it tells about itself. */
export interface Page extends Outline {
  /** The file beside the index, such as `02-server-lifecycle.html`. */
  readonly href: string;
  readonly kind: Source['kind'];
}

const parts = {
  lesson: 'Lessons',
  exercise: 'Exercises',
  solution: 'Solutions',
  reference: 'Appendix',
} as const;

/** The index as a notebook of text, with the search in its metadata. */
export function indexNotebook(
  pages: readonly Page[],
  { search, speed }: { readonly search: Search; readonly speed: Notebook | undefined },
): Notebook {
  const head = '# Wirebook\n\nA live course in socket programming, in TypeScript.';
  const lists = Object.entries(parts).flatMap(([kind, heading]) => {
    const listed = pages.filter((page) => page.kind === kind);
    return listed.length === 0
      ? []
      : [textCell(kind, [`## ${heading}`, ...listed.map(entry)].join('\n\n'))];
  });
  const glossary = textCell(
    'more',
    '## Glossary\n\n[Every term of the course](glossary.html), in the sentence that defines it.',
  );
  const measured =
    speed === undefined
      ? []
      : [
          textCell(
            'measured',
            `## Measured\n\n${entry({ ...readOutline(speed), kind: 'reference', href: `${speedName}.html` })}`,
          ),
        ];
  const metadata = { wirebook: { handout: { search } } };
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata,
    cells: [textCell('title', head), ...lists, glossary, ...measured],
  };
}

function entry({ href, kind, title, promise, minutes, points }: Page): string {
  const facts = [
    ...(minutes === undefined ? [] : [`${minutes} minutes`]),
    ...(points === undefined ? [] : [`${points} points`]),
  ].join(', ');
  const number = kind === 'lesson' ? /^\d+/.exec(href)?.[0] : undefined;
  const name = number === undefined ? title : `${number} ${title}`;
  return `### [${name}](${href})\n\n${promise}${facts === '' ? '' : `\n\n*${facts}*`}`;
}
