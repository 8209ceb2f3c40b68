import { globSync, readdirSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';
import { type CodeCell, codeCells, readNotebook, tagsOf } from '../../lib/notebook/format.ts';
import { KernelClient } from '../bench/kernel-client.ts';
import { fewAtATime } from '../few-at-a-time.ts';
import { whileHolding } from '../hold-address.ts';

/** What two runs of one lesson in one kernel left. */
interface Rerun {
  /** Cells that did not end as they should, and why. */
  readonly failures: readonly string[];
  /** What each run's last cell said. */
  readonly endings: readonly string[];
  /** The sockets of the kernel's process before the first run, and after each. */
  readonly sockets: readonly number[];
}

/** How long a socket that was closed may take to go, in milliseconds. */
const longestClose = 5000;

describe('all cells of a lesson, run and run again in one kernel', () => {
  const files = globSync('notebooks/[0-9]*.ipynb', { cwd: courseRoot }).sort();
  const reruns = new Map<string, Rerun>();

  before(async function () {
    this.timeout(600_000);
    const lessons = files.map((file) => Number.parseInt(basename(file), 10));
    await whileHolding(lessons, () =>
      fewAtATime(files, 4, async (file) => reruns.set(file, await runTwice(file))),
    );
  });

  for (const file of files) {
    it(`${basename(file, '.ipynb')} runs as well the second time, and leaves only the claim of its address`, () => {
      const { failures, endings, sockets } = reruns.get(file) ?? expect.fail('it was not run');
      expect(failures).to.deep.equal([]);
      for (const ending of endings) expect(ending).to.include('Nothing was left open.');
      const [before = 0] = sockets;
      expect(sockets).to.deep.equal([before, before + 1, before + 1]);
    });
  }
});

async function runTwice(file: string): Promise<Rerun> {
  const cells = codeCells(readNotebook(join(courseRoot, file)));
  const kernel = await KernelClient.start({ cwd: join(courseRoot, 'notebooks') });
  try {
    const before = socketsOf(kernel);
    const failures: string[] = [];
    const endings: string[] = [];
    const sockets = [before];
    for (const run of ['first', 'second']) {
      let shown: readonly string[] = [];
      for (const cell of cells) {
        const { reply, id } = await kernel.execute(cell.source);
        if (reply.status !== dueStatus(cell))
          failures.push(`${cell.id}, ${run} run: ${reply.status} ${reply.evalue ?? ''}`);
        shown = kernel.shownUnder(id);
      }
      endings.push(shown.join(''));
      sockets.push(await settled(kernel, before + 1));
    }
    return { failures, endings, sockets };
  } finally {
    await kernel.close();
  }
}

function dueStatus(cell: CodeCell): 'ok' | 'error' {
  return tagsOf(cell).includes('raises-exception') ? 'error' : 'ok';
}

/** The number of sockets as soon as it is the wanted one, or when the time is over. */
async function settled(kernel: KernelClient, wanted: number): Promise<number> {
  const deadline = performance.now() + longestClose;
  while (socketsOf(kernel) !== wanted && performance.now() < deadline) await delay(20);
  return socketsOf(kernel);
}

/** How many sockets the kernel's process has open, its front end's among them. */
function socketsOf({ process: { pid } }: KernelClient): number {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).filter((fd) => {
    try {
      return readlinkSync(join(folder, fd)).startsWith('socket:');
    } catch {
      return false; // Closed since the folder was read.
    }
  }).length;
}
