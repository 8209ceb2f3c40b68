/** A notebook in JupyterLab, in a real browser: opened, run and looked at as a person does. */

import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import type { RunningCourse } from './running-course.ts';
import { resultsFolder } from './workspace.ts';

/** JupyterLab needs this, to let a page's scripts reach `window.jupyterapp`. */
export const driverArguments = ['--', '--LabApp.expose_app_in_browser=True'] as const;

/** Milliseconds after which a page that does not come is a failure. */
const DEADLINE = 120_000;

/** The notebook in front; others may be open behind it. */
const front = '.jp-NotebookPanel:not(.lm-mod-hidden)';

/** What became of a code cell. */
export interface CellState {
  readonly id: string;
  /** Whether its last run ended with an error. */
  readonly failed: boolean;
  /** The number in brackets; null if the cell did not run. */
  readonly executionCount: number | null;
}

export class NotebookPage {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Opens a notebook in a workspace of its own and waits until its kernel is idle. */
  static async open(browser: Browser, course: RunningCourse, path: string): Promise<NotebookPage> {
    const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
    page.setDefaultTimeout(DEADLINE);
    const workspace = `test-${path.replaceAll(/\W+/g, '-')}`;
    const url = new URL(`/lab/workspaces/${workspace}/tree/${path}`, course.url);
    url.search = `${course.url.search}&reset`;
    await page.goto(url.href);
    const notebook = new NotebookPage(page);
    await notebook.untilIdle();
    return notebook;
  }

  /** Waits for what the status bar says when the kernel waits for work. */
  async untilIdle(): Promise<void> {
    await this.page
      .locator('#jp-main-statusbar')
      .getByText(/\| Idle$/)
      .first()
      .waitFor();
  }

  /** Waits until the notebook of this name is in front, and its kernel connected and idle. */
  async untilReady(name: string): Promise<void> {
    await this.page.waitForFunction(
      (label) => jupyterapp.shell.currentWidget.title.label === label,
      name,
    );
    await this.page.evaluate(() => jupyterapp.shell.currentWidget.sessionContext.ready);
    await this.untilIdle();
  }

  /** Goes to a folder of the course in the file browser. */
  async goTo(folder: string): Promise<void> {
    await this.page.evaluate(
      (path) => jupyterapp.commands.execute('filebrowser:go-to-path', { path }),
      folder,
    );
  }

  /**
   * Opens a file that the file browser shows, by double click, and waits until its kernel is idle.
   *
   * @returns the name of the kernel, and whether opening changed the notebook
   */
  async doubleClick(name: string): Promise<{ readonly kernel: string; readonly dirty: boolean }> {
    await this.page.locator('.jp-DirListing-item', { hasText: name }).dblclick();
    await this.untilReady(name);
    return await this.page.evaluate(() => {
      const { sessionContext, context } = jupyterapp.shell.currentWidget;
      return { kernel: sessionContext.session.kernel.name, dirty: context.model.dirty };
    });
  }

  /** Closes the notebook in front and ends its kernel. */
  async closeAndShutDown(): Promise<void> {
    await this.page.evaluate(async () => {
      const widget = jupyterapp.shell.currentWidget;
      await widget.sessionContext.shutdown();
      widget.dispose();
    });
  }

  /** Runs a command of JupyterLab, such as `notebook:restart-run-all`. */
  async command(id: string): Promise<void> {
    await this.page.evaluate((name) => jupyterapp.commands.execute(name), id);
  }

  /**
   * Runs all cells, to the last one or to the first that fails without being meant to. JupyterLab's
   * own command is done as soon as any cell fails; the others go on.
   *
   * @param how `notebook:run-all-cells` or `notebook:restart-run-all`
   * @param answer what to do about the question that the command asks
   */
  async runAll(how = 'notebook:run-all-cells', answer = async () => {}): Promise<void> {
    await this.command('notebook:clear-all-cell-outputs');
    await Promise.all([this.command(how), answer()]);
    await this.page.waitForFunction(() => {
      const cells = jupyterapp.shell.currentWidget.content.widgets
        .map(({ model }) => model)
        .filter(({ type }) => type === 'code');
      const isStopped = cells.some(
        ({ outputs, sharedModel }) =>
          outputs.toJSON().some(({ output_type }) => output_type === 'error') &&
          !sharedModel.metadata.tags?.includes('raises-exception'),
      );
      const isIdle = cells.every(({ executionState }) => executionState === 'idle');
      return isIdle && (isStopped || cells.every(({ executionCount }) => executionCount !== null));
    });
    await this.untilIdle();
  }

  /** Replaces the text of a cell. */
  async write(cell: string, source: string): Promise<void> {
    await this.page.evaluate(
      ([id, text]) => {
        const widget = jupyterapp.shell.currentWidget.content.widgets.find(
          ({ model }) => model.id === id,
        );
        if (!widget) throw new Error(`no cell ${id}`);
        widget.model.sharedModel.setSource(text ?? '');
      },
      [cell, source],
    );
  }

  /** The code cells and how their last run ended. */
  async cells(): Promise<readonly CellState[]> {
    return await this.page.evaluate(() =>
      jupyterapp.shell.currentWidget.content.widgets
        .filter(({ model }) => model.type === 'code')
        .map(({ model }) => ({
          id: model.id,
          failed: model.outputs.toJSON().some(({ output_type }) => output_type === 'error'),
          executionCount: model.executionCount,
        })),
    );
  }

  /** The number in brackets beside a cell; null while it waits or runs. */
  async executionCount(cell: string): Promise<number | null | undefined> {
    return (await this.cells()).find(({ id }) => id === cell)?.executionCount;
  }

  /** Changes the theme, such as to `JupyterLab Dark`. */
  async theme(name: string): Promise<void> {
    await this.page.evaluate(
      (theme) => jupyterapp.commands.execute('apputils:change-theme', { theme }),
      name,
    );
  }

  /** The outputs of a cell as an element of the page, brought into view. */
  async outputs(cell: string): Promise<Locator> {
    await this.show(cell);
    return this.page.locator(`${front} .jp-Cell.jp-mod-active .jp-OutputArea`).first();
  }

  /** The text of a cell's outputs as it is on the screen, once there is any. */
  async text(cell: string): Promise<string> {
    const outputs = await this.outputs(cell);
    await outputs.getByText(/\S/).first().waitFor();
    return await outputs.innerText();
  }

  /** The language that JupyterLab takes a cell for. */
  async mimeType(cell: string): Promise<string | undefined> {
    return await this.page.evaluate(
      (id) =>
        jupyterapp.shell.currentWidget.content.widgets.find(({ model }) => model.id === id)?.model
          .mimeType,
      cell,
    );
  }

  /** Puts the cursor into a cell. */
  async edit(cell: string): Promise<void> {
    await this.show(cell);
    await this.page.locator(`${front} .jp-Cell.jp-mod-active .cm-content`).click();
  }

  /** Restarts the kernel and runs all cells, by the command of the menu, which asks first. */
  async restartAndRunAll(): Promise<void> {
    await this.runAll('notebook:restart-run-all', () =>
      this.page
        .locator('.jp-Dialog')
        .getByRole('button', { name: 'Confirm Kernel Restart' })
        .click(),
    );
  }

  /** Restarts the kernel and waits until the new one is idle. */
  async restart(): Promise<void> {
    await this.page.evaluate(() =>
      jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart(),
    );
    await this.untilIdle();
  }

  /** Brings a cell into view. */
  async show(cell: string): Promise<void> {
    await this.page.evaluate((id) => {
      const { content } = jupyterapp.shell.currentWidget;
      const index = content.widgets.findIndex(({ model }) => model.id === id);
      content.activeCellIndex = index;
      return content.scrollToItem(index, 'start');
    }, cell);
  }

  /** Keeps a picture of the window in `test-results/`. */
  async picture(name: string): Promise<void> {
    const path = join(resultsFolder, 'pictures', `${name}.png`);
    mkdirSync(dirname(path), { recursive: true });
    await this.page.screenshot({ path });
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}

/** The part of JupyterLab's application object that the driver uses. */
interface LabCell {
  readonly model: {
    readonly id: string;
    readonly type: 'code' | 'markdown' | 'raw';
    readonly executionCount: number | null;
    readonly executionState: 'idle' | 'running';
    readonly mimeType: string;
    readonly sharedModel: {
      readonly metadata: { readonly tags?: readonly string[] };
      setSource(source: string): void;
    };
    readonly outputs: { toJSON(): readonly { readonly output_type: string }[] };
  };
}

declare global {
  const jupyterapp: {
    readonly commands: { execute(id: string, args?: object): Promise<void> };
    readonly shell: {
      readonly currentWidget: {
        readonly title: { readonly label: string };
        readonly sessionContext: {
          readonly ready: Promise<void>;
          readonly session: {
            readonly kernel: { readonly name: string; restart(): Promise<void> };
          };
          shutdown(): Promise<void>;
        };
        readonly context: { readonly model: { readonly dirty: boolean } };
        dispose(): void;
        readonly content: {
          readonly widgets: readonly LabCell[];
          activeCellIndex: number;
          scrollToItem(index: number, align: string): Promise<void>;
        };
      };
    };
  };
}
