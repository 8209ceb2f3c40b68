/** The terms of the course, gathered from the places where the lessons define them. */

import type { Notebook, NotebookCell } from '../notebook/format.ts';
import { textCell } from './text-cell.ts';

/** A term in bold, with the sentence that defines it. */
export interface Term {
  readonly term: string;
  /** The sentence, as Markdown, with those before it that it points back to. */
  readonly sentence: string;
  /** The place of the sentence, such as `02-server-lifecycle.html#bind`. */
  readonly href: string;
  /** The title of that page. */
  readonly title: string;
}

/** A lesson with its terms. */
export interface GlossarySource {
  readonly href: string;
  readonly title: string;
  readonly notebook: Notebook;
}

/**
 * Finds every term that a lesson sets in bold, which by the house style is done where the term is
 * defined. The head of a lesson is left out: there bold marks what a reader will be able to do. So
 * are boxes (`On Linux`) and run-in headings, which end with a colon or a full stop.
 */
export function findTerms(sources: readonly GlossarySource[]): readonly Term[] {
  const found = new Map<string, Term>();
  for (const { href, title, notebook } of sources) {
    for (const cell of notebook.cells.slice(1)) {
      for (const { term, sentence } of termsOf(cell)) {
        const key = term.toLowerCase();
        if (!found.has(key)) found.set(key, { term, sentence, href: `${href}#${cell.id}`, title });
      }
    }
  }
  return [...found.values()].sort((a, b) => a.term.localeCompare(b.term, 'en'));
}

/** The glossary as a notebook of text. */
export function glossaryNotebook(terms: readonly Term[]): Notebook {
  const head = '# Glossary\n\nEvery term of the course, in the sentence that defines it.';
  const rows = terms.map(
    ({ term, sentence, href, title }) =>
      `| ${term} | ${sentence.replaceAll('|', '\\|')} | [${title}](${href}) |`,
  );
  const table = ['| Term | Meaning | Lesson |', '|---|---|---|', ...rows].join('\n');
  const cells = [textCell('title', head), textCell('terms', table)];
  return { nbformat: 4, nbformat_minor: 5, metadata: {}, cells };
}

const boxes = new Set(['On Linux', 'Pitfall', 'Predict']);
/** The first word of a sentence that points back to the one before. */
const backward =
  /^(And|Both|But|Each|He|It|Its|So|Such|That|The (first|other|second|third)|Their|Then|These|They|This|Those)\b/;
const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

function termsOf(cell: NotebookCell): readonly Pick<Term, 'term' | 'sentence'>[] {
  if (cell.cell_type !== 'markdown') return [];
  return cell.source.split(/\n{2,}/).flatMap((paragraph) => {
    if (/^(#|\||```|<)/.test(paragraph)) return [];
    const text = paragraph.replaceAll(/\s*\n>?\s*/g, ' ').replace(/^(>|[-*]|\d+\.)\s+/, '');
    const segments = [...sentences.segment(text)].map(({ segment }) => segment.trim());
    return segments.flatMap((segment, at) =>
      [...segment.matchAll(/\*\*([^*]+)\*\*/g)]
        .map(([, term = '']) => term)
        .filter((term) => !/[.:?]$/.test(term) && !boxes.has(term))
        .map((term) => ({ term, sentence: withOnlyBold(inContext(segments, at), term) })),
    );
  });
}

/** A sentence that points back, with the sentences that it points to. */
function inContext(segments: readonly string[], at: number): string {
  const sentence = segments[at] ?? '';
  return at > 0 && backward.test(sentence)
    ? `${inContext(segments, at - 1)} ${sentence}`
    : sentence;
}

function withOnlyBold(sentence: string, term: string): string {
  return sentence.replaceAll(/\*\*([^*]+)\*\*/g, (bold, text) => (text === term ? bold : text));
}
