/** Looks words up in the lessons, as their notebooks are now. */

import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { courseRoot } from '../../paths.ts';

/** A lesson and the words of its texts and cells. */
interface LessonWords {
  /** The number in its name, such as `02`. */
  readonly number: string;
  readonly words: ReadonlySet<string>;
}

/** What a notebook must have to be looked through. */
interface NotebookFile {
  readonly metadata?: { readonly wirebook?: { readonly appendix?: unknown } };
  readonly cells?: readonly { readonly source?: string | readonly string[] }[];
}

let known: { readonly files: string; readonly lessons: readonly LessonWords[] } | undefined;

/**
 * The numbers of the lessons whose text or code holds a word, such as `EPIPE`. A page that only
 * looks things up, as the reference does, is none.
 */
export function lessonsThatName(word: string): readonly string[] {
  return lessons()
    .filter(({ words }) => words.has(word))
    .map(({ number }) => number);
}

function lessons(): readonly LessonWords[] {
  const folder = join(courseRoot, 'notebooks');
  const names = existsSync(folder)
    ? globSync('[0-9][0-9]-*.ipynb', { cwd: folder, exclude: ['*.kept-*'] }).sort()
    : [];
  const texts = names.map((name) => readFileSync(join(folder, name), 'utf8'));
  const files = texts.join('\n');
  if (known?.files !== files) {
    known = { files, lessons: names.flatMap((name, at) => read(name, texts[at] ?? '')) };
  }
  return known.lessons;
}

function read(name: string, text: string): readonly LessonWords[] {
  let notebook: NotebookFile;
  try {
    notebook = JSON.parse(text);
  } catch {
    // A notebook that is being saved is half of one; the next look finds it whole.
    return [];
  }
  if (notebook.metadata?.wirebook?.appendix === true) return [];
  const sources = (notebook.cells ?? []).map(({ source = '' }) =>
    typeof source === 'string' ? source : source.join(''),
  );
  const words = new Set(sources.join('\n').split(/[^A-Za-z0-9_]+/));
  return [{ number: basename(name).slice(0, 2), words }];
}
