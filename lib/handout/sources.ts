/** Which notebooks become pages, in reading order, and how they are brought into shape for it. */

import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { courseRoot } from '../base/paths.ts';
import { type Notebook, readNotebook, wirebookMetadata } from '../notebook/format.ts';
import { textCell } from './text-cell.ts';

/** A page to be made. */
export interface Source {
  readonly file: string;
  /** The name of the page, without `.html`. */
  readonly name: string;
  readonly kind: 'lesson' | 'exercise' | 'solution' | 'reference';
  /** Lessons are shown with their outputs; all else is handed out as it stands. */
  readonly isRun: boolean;
}

/** The readers of the pages: solutions and checks are for instructors. */
export type Audience = 'student' | 'instructor';

/** The notebooks of the course that the audience may see. */
export function courseSources(audience: Audience = 'student'): readonly Source[] {
  const lessons = find('notebooks').map((file) =>
    describe(file, { name: basename(file, '.ipynb'), kind: 'lesson' }),
  );
  const exercises = find('exercises').map((file) =>
    describe(file, { name: `exercise-${basename(file, '.ipynb')}`, kind: 'exercise' }),
  );
  if (audience === 'student') return [...lessons, ...exercises];
  const solutions = find('solutions').map((file) =>
    describe(file, { name: `solution-${basename(file, '.ipynb')}`, kind: 'solution' }),
  );
  return [...lessons, ...exercises, ...solutions];
}

/** A solution under its own name, with its checks after it; any other notebook as it is. */
export function withChecks(notebook: Notebook, { file, kind }: Source): Notebook {
  if (kind !== 'solution') return notebook;
  const [head, ...rest] = notebook.cells;
  const named = head && { ...head, source: head.source.replace(/^# Exercise/, '# Solution') };
  const cells = named === undefined ? rest : [named, ...rest];
  const checks = file.replace(/\.ipynb$/, '.checks.ts');
  if (!existsSync(checks)) return { ...notebook, cells };
  const text = `## The checks\n\n\`\`\`ts\n${readFileSync(checks, 'utf8').trimEnd()}\n\`\`\``;
  return { ...notebook, cells: [...cells, textCell('the-checks', text)] };
}

/** Links between notebooks, turned into links between their pages. */
export function withPageLinks(
  notebook: Notebook,
  { source, all }: { readonly source: Source; readonly all: readonly Source[] },
): Notebook {
  const pages = new Map(all.map(({ file, name }) => [file, `${name}.html`]));
  const folder = dirname(source.file);
  const cells = notebook.cells.map((cell) => {
    if (cell.cell_type !== 'markdown') return cell;
    const text = cell.source.replaceAll(/\]\(([^)#\s]+\.ipynb)/g, (_, link: string) => {
      // A page that this build leaves out is listed in no other place than the index.
      return `](${pages.get(resolve(folder, link)) ?? 'index.html'}`;
    });
    return { ...cell, source: text };
  });
  return { ...notebook, cells };
}

/** The file as people name it: from the root of the course. */
export function shortName({ file }: Pick<Source, 'file'>): string {
  return relative(courseRoot, file);
}

function find(folder: string): readonly string[] {
  return globSync(`${folder}/*.ipynb`, { cwd: courseRoot, exclude: [`${folder}/*.kept-*`] })
    .sort()
    .map((file) => join(courseRoot, file));
}

function describe(file: string, { name, kind }: Pick<Source, 'name' | 'kind'>): Source {
  const about = wirebookMetadata(readNotebook(file));
  const isRun = about.kind === 'lesson';
  return { file, name, kind: about.appendix === true ? 'reference' : kind, isRun };
}
