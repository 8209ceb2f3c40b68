import { availableParallelism } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { Listr } from 'listr2';
import { ContentCache } from '../base/content-cache.ts';
import { WirebookError } from '../base/error.ts';
import { courseRoot } from '../base/paths.ts';
import { publish, runSource } from '../handout/build.ts';
import { RunCache } from '../handout/run-cache.ts';
import { courseSources, type Source, shortName } from '../handout/sources.ts';
import { recordedSpeed } from '../handout/speed-page.ts';
import { requireReplaceable } from '../handout/swap-in.ts';
import { codeCells, type Notebook, readNotebook } from '../notebook/format.ts';
import { interruptSignal } from './interrupt.ts';
import { Troubles } from './troubles.ts';
import { positiveWhole } from './whole-number.ts';

interface Options {
  readonly out: string;
  readonly only?: readonly string[];
  readonly jobs: number;
  readonly instructor?: boolean;
  readonly pdf?: boolean;
  readonly cache: string;
}

/** Lessons wait more than they compute. */
const jobs = 2 * availableParallelism();

export const command = new Command('handouts')
  .description('Turn the course into self-contained HTML pages')
  .option('-o, --out <folder>', 'where the pages go', join(courseRoot, 'dist/handouts'))
  .option('--only <numbers>', 'these lessons and exercises only, such as 02,03', toNumbers)
  .option('--student', 'lessons and exercises (the default)')
  .option('--instructor', 'also the worked solutions and their checks')
  .option('--pdf', 'also print every page to a PDF, by Chromium')
  .option('-j, --jobs <number>', 'how many lessons to run at once', positiveWhole, jobs)
  .option(
    '--cache <folder>',
    'where runs and pages are kept for the next build',
    join(courseRoot, 'dist/cache'),
  )
  .addHelpText(
    'after',
    `
A lesson that has not changed since the last build is not run again.

Examples:
  $ npx wirebook handouts
  $ npx wirebook handouts --only 02 --out /tmp/pages
  $ npx wirebook handouts --instructor --pdf --out instructor

nbconvert renders a notebook that holds its outputs by itself too, plainly or with this template:
  $ npx wirebook run notebooks/02-server-lifecycle.ipynb --out ran
  $ .venv/bin/jupyter nbconvert --to html ran/02-server-lifecycle.ipynb
  $ .venv/bin/jupyter nbconvert --to html ran/02-server-lifecycle.ipynb --template wirebook \\
      --TemplateExporter.extra_template_basedirs=lib/handout/template`,
  )
  .action(build);

async function build(options: Options): Promise<void> {
  const sources = courseSources(options.instructor ? 'instructor' : 'student').filter(
    isWanted(options.only),
  );
  if (sources.length === 0) {
    throw new WirebookError(`The course has no notebook with a number of ${options.only}`);
  }
  const out = resolve(options.out);
  requireReplaceable(out);
  const runs = new RunCache(join(options.cache, 'runs'));
  const cache = new ContentCache(join(options.cache, 'pages'));
  const notebooks = new Map<Source, Notebook>();
  const failing = new AbortController();
  const interrupt = interruptSignal('Stopped; the last build is as it was');
  const signal = AbortSignal.any([interrupt, failing.signal]);
  const troubles = new Troubles();
  const toRun = sources.filter(({ file, isRun }) => isRun && runs.read(file) === undefined);
  const progress = new CellProgress(toRun);
  let pages: readonly string[] = [];
  const tasks = new Listr(
    [
      {
        title: toRun.length === 0 ? 'No lesson has changed' : `Run ${progress}`,
        task: (_, all) =>
          all.newListr(
            sources.map((source) => ({
              title: shortName(source),
              task: async (_, own) => {
                const onCell = (cell: { id: string; done: number; all: number }) => {
                  own.output = `cell ${cell.done + 1} of ${cell.all}: ${cell.id}`;
                  progress.count();
                  all.title = `Run ${progress}`;
                };
                const run = () => runSource(source, { cache: runs, onCell, signal });
                notebooks.set(source, await troubles.keep(run));
              },
            })),
            { concurrent: options.jobs, exitOnError: true },
          ),
      },
      {
        title: 'Render',
        task: async (_, own) => {
          const inOrder = sources.flatMap((source) => {
            const notebook = notebooks.get(source);
            return notebook === undefined ? [] : [[source, notebook] as const];
          });
          const onPrint = ({ done, all }: { readonly done: number; readonly all: number }) => {
            own.title = `Print: ${done} of ${all} pages`;
          };
          const pdf = options.pdf ?? false;
          pages = await troubles.keep(async () => {
            // A build of some lessons is made to look at these.
            const speed = options.only === undefined ? await recordedSpeed(runs) : undefined;
            return publish(new Map(inOrder), { out, pdf, cache, speed, onPrint, signal });
          });
        },
      },
    ],
    { registerSignalListeners: false },
  );
  await tasks.run().catch((error: unknown) => {
    // The other lessons would be run for nothing.
    failing.abort();
    troubles.throwFirst();
    throw error;
  });
  console.log(`${pages.length} files in ${relative(process.cwd(), out) || '.'}: open index.html`);
}

/** The cells that were run, and the time left at the pace so far. */
class CellProgress {
  readonly #lessons: number;
  readonly #all: number;
  readonly #since = performance.now();
  #done = 0;

  constructor(lessons: readonly Source[]) {
    this.#lessons = lessons.length;
    this.#all = lessons.reduce((sum, { file }) => sum + codeCells(readNotebook(file)).length, 0);
  }

  count(): void {
    this.#done += 1;
  }

  toString(): string {
    const what = `${this.#lessons} ${this.#lessons === 1 ? 'lesson' : 'lessons'}`;
    if (this.#done === 0) return what;
    const pace = (performance.now() - this.#since) / this.#done;
    const left = Math.ceil((pace * (this.#all - this.#done)) / 1000);
    return `${what}: ${this.#done} of ${this.#all} cells, about ${left} s to go`;
  }
}

function isWanted(only: readonly string[] | undefined): (source: Source) => boolean {
  return ({ name }) =>
    only === undefined || only.includes(/\d+/.exec(name)?.[0].padStart(2, '0') ?? '');
}

function toNumbers(text: string): readonly string[] {
  const numbers = text.split(',').map((each) => each.trim());
  if (!numbers.every((each) => /^\d{1,2}$/.test(each))) {
    throw new InvalidArgumentError('Give numbers with commas between them, such as 02,03.');
  }
  return numbers.map((each) => each.padStart(2, '0'));
}
