import { Troubles } from './troubles.ts';

/** A line of progress on the standard error. */
export interface ProgressLine {
  /** Shows `text` in place of the line, in a terminal; elsewhere a new line. */
  show(text: string): void;
  /** Shows `text` in a line of its own. */
  note(text: string): void;
}

/** Options of {@link withProgressLine}. */
export interface ProgressLineOptions {
  /** The line until the first progress. It is shown in a terminal only. */
  readonly title: string;
  /** Tells whether the line goes away at the end. */
  readonly isTransient?: boolean;
}

/** Does `work` under a line of progress. */
export async function withProgressLine<T>(
  { title: firstTitle, isTransient = false }: ProgressLineOptions,
  work: (line: ProgressLine) => Promise<T>,
): Promise<T> {
  const { stderr } = process;
  if (!stderr.isTTY) return work({ show: console.error, note: console.error });
  let title = firstTitle;
  let show = (text: string) => {
    title = text;
  };
  let note = show;
  const working = work({ show: (text) => show(text), note: (text) => note(text) });
  // Its error is thrown below.
  working.catch(() => {});
  // Loaded while the work begins.
  const { DefaultRenderer, Listr, ListrLogger, ProcessOutput } = await import('listr2');
  /** Listr draws only where the standard output is a terminal; here it draws on standard error. */
  class StderrRenderer extends DefaultRenderer {
    static override nonTTY = true;
  }
  /** Listr holds back all writes while it draws, also the one that shows the cursor after a signal. */
  class FreeOutput extends ProcessOutput {
    override hijack(): void {}
    override release(): void {}
  }
  // A terminal that does not tell its size tells 0.
  if (stderr.columns === 0) Object.assign(stderr, { columns: 80, rows: 24 });
  const troubles = new Troubles();
  const tasks = new Listr(
    [
      {
        title,
        task: async (_, task) => {
          show = (text) => {
            task.title = text;
          };
          note = (text) => {
            task.output = text;
          };
          show(title);
          await troubles.keep(() => working);
        },
        rendererOptions: { persistentOutput: true },
      },
    ],
    {
      registerSignalListeners: false,
      renderer: StderrRenderer,
      rendererOptions: {
        clearOutput: isTransient,
        formatOutput: 'truncate',
        lazy: true,
        logger: new ListrLogger({ processOutput: new FreeOutput(stderr, stderr) }),
      },
    },
  );
  await tasks.run().catch((error: unknown) => {
    troubles.throwFirst();
    throw error;
  });
  return working;
}
