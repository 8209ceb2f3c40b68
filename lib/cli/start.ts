import { existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { WirebookError } from '../base/error.ts';
import { courseRoot } from '../base/paths.ts';
import { choosePort, hasDisplay, openBrowser, startJupyterLab } from '../start/index.ts';
import { notebooksInConflict } from '../update/index.ts';

interface StartOptions {
  readonly port: number | undefined;
  readonly browser: boolean;
  readonly open: string | undefined;
}

export const command = new Command('start')
  .description('Open the course in JupyterLab; Ctrl-C stops it and every kernel')
  .argument('[jupyter-options...]', 'options for JupyterLab itself, after --')
  .option(
    '--port <number>',
    'listen on this port only; 0: any (default: first free from 8888)',
    toPort,
  )
  .option('--no-browser', 'print the URL and open nothing')
  .option('--open <notebook>', 'open this notebook (default: the first lesson)')
  .addHelpText(
    'after',
    `
Examples:
  $ npm start
  $ npm start -- --no-browser --port 9000
  $ npm start -- --open notebooks/02-server-lifecycle.ipynb`,
  )
  .action(start);

async function start(extra: readonly string[], options: StartOptions): Promise<void> {
  warnOfConflicts();
  const notebook = options.open === undefined ? firstLesson() : inCourse(options.open);
  const port = await choosePort(options.port);
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => stop.abort());
  }
  const lab = await startJupyterLab({ port, notebook, extra, signal: stop.signal });
  if (stop.signal.aborted) return await lab.ended;
  console.log(`\nWirebook is open at\n\n    ${lab.url}\n\nCtrl-C stops it. Log: ${lab.logFile}`);
  if (options.browser && hasDisplay()) await openBrowser(lab.url);
  await lab.ended;
}

function warnOfConflicts(): void {
  const notebooks = notebooksInConflict(courseRoot);
  if (notebooks.length === 0) return;
  console.error(
    `git has left two versions in ${notebooks.join(', ')}, so that nothing can open it: 'npx wirebook update' mends it and keeps what you wrote`,
  );
}

function toPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) {
    throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  }
  return port;
}

function firstLesson(): string | undefined {
  const folder = join(courseRoot, 'notebooks');
  const [first] = readdirSync(folder)
    .filter((name) => name.endsWith('.ipynb'))
    .sort();
  return first === undefined ? undefined : `notebooks/${first}`;
}

/** The notebook as JupyterLab names it: relative to the course. */
function inCourse(path: string): string {
  const file = resolve(path);
  const name = relative(courseRoot, file);
  if (name.startsWith('..') || !existsSync(file)) {
    throw new WirebookError(`Cannot open ${path}: there is no such notebook in ${courseRoot}`);
  }
  return name;
}
