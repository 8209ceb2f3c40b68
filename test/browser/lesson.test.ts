import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { holdAddresses } from '../hold-address.ts';
import { chromiumMissing, launchChromium } from './chromium.ts';
import { violations } from './legible.ts';
import { driverArguments, NotebookPage } from './notebook-page.ts';
import { type RunningCourse, startCourse } from './running-course.ts';
import { codeOf, copyNotebook } from './workspace.ts';

describe(`lesson 02 in a browser${chromiumMissing ? ` (${chromiumMissing})` : ''}`, function () {
  this.timeout(300_000);
  holdAddresses(2);
  let course: RunningCourse;
  let browser: Browser;

  before(async function () {
    if (chromiumMissing) this.skip();
    course = await startCourse(driverArguments);
    browser = await launchChromium();
  });

  after(async () => {
    await browser?.close();
    await course?.stop();
  });

  it('runs to its end, every cell as it should', async () => {
    const path = copyNotebook('notebooks/02-server-lifecycle.ipynb', 'notebooks');
    const notebook = await NotebookPage.open(browser, course, path);
    await notebook.picture('lesson-02-opened');
    const unsaved = notebook.page.locator('.lm-TabBar-tab.jp-mod-dirty');
    expect(await unsaved.count(), 'opening changes nothing in the notebook').to.equal(0);
    await notebook.runAll();
    const cells = await notebook.cells();
    for (const { id, executionCount } of cells) expect(executionCount, `${id} ran`).to.be.above(0);
    const failed = cells.filter((cell) => cell.failed).map(({ id }) => id);
    expect(failed).to.deep.equal(['bind-inuse', 'bind-notavail']);
    expect(await notebook.text('bind-inuse')).to.include('EADDRINUSE');
    expect(await notebook.text('bind-notavail')).to.include('EADDRNOTAVAIL');
    expect(await notebook.text('queue-full')).to.include('dan: ETIMEDOUT');
    expect(await notebook.text('loop-clients')).to.include('You are guest 5');
    for (const id of ['bind-inuse', 'bind-who', 'loop', 'done']) {
      await notebook.show(id);
      await notebook.picture(`lesson-02-${id}`);
    }
    for (const theme of ['JupyterLab Dark', 'JupyterLab Light']) {
      await notebook.theme(theme);
      for (const id of ['bind-inuse', 'bind-who', 'done'])
        expect(await violations(await notebook.outputs(id)), `${id}, ${theme}`).to.deep.equal([]);
    }
    await notebook.close();
  });

  it('shows the hint for a wrong answer in its exercise, and 10 of 10 for the right one', async () => {
    const path = copyNotebook('exercises/02-server-lifecycle.ipynb', 'exercises');
    const solution = codeOf('solutions/02-server-lifecycle.ipynb');
    const right = solution.get('task-1') ?? '';
    const notebook = await NotebookPage.open(browser, course, path);
    for (const task of ['task-2', 'task-3']) {
      await notebook.write(task, solution.get(task) ?? '');
    }
    await notebook.write('task-1', right.replace('listener.close();', ''));
    await notebook.runAll();
    const result = await notebook.outputs('check');
    await result.getByText('9 of 10').waitFor();
    const hint = result.locator('details', { hasText: 'Hint 1 of 3' }).last();
    expect(await hint.getAttribute('open'), 'the hint is folded').to.equal(null);
    await hint.getByText('Hint 1 of 3').click();
    expect(await hint.getAttribute('open'), 'the hint is unfolded').to.equal('');
    expect(await hint.innerText()).to.include('What happens to the socket');
    await notebook.picture('exercise-02-wrong');
    for (const theme of ['JupyterLab Dark', 'JupyterLab Light']) {
      await notebook.theme(theme);
      expect(await violations(result), theme).to.deep.equal([]);
    }

    await notebook.write('task-1', right);
    await notebook.runAll();
    expect(await notebook.text('check')).to.include('10 of 10');
    await notebook.picture('exercise-02-right');
    await notebook.close();
  });
});
