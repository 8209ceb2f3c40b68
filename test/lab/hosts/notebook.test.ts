import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { courseRoot } from '../../../lib/base/paths.ts';
import { descendants, readProc } from '../../../lib/base/processes.ts';
import { KernelClient } from '../../bench/kernel-client.ts';
import { openTestLab } from './open-test-lab.ts';

describe('a lab in a notebook', function () {
  this.timeout(120_000);
  let kernel: KernelClient;

  before(async function () {
    await (await openTestLab(this)).close();
  });
  beforeEach(async () => {
    kernel = await KernelClient.start({ cwd: courseRoot });
    await run(`import { openLab, openLesson } from 'wirebook';
      import { toNetServer, toNetSocket } from 'wirebook';
      const lesson = openLesson(109);
      const lab = await openLab({ seed: 1 });
      const [alice, bob] = await lab.hosts('alice', 'bob');
      const cable = await lab.link(alice, bob);`);
  });
  afterEach(() => kernel.close());

  async function run(code: string): Promise<string> {
    return (await kernel.show(code)).join('\n');
  }

  /** The processes of the lab: unshare(1), and the one that holds the hosts. */
  function holders(): readonly number[] {
    return descendants(kernel.process.pid ?? 0).filter((pid) =>
      readProc(`/proc/${pid}/cmdline`)?.includes('holder-main'),
    );
  }

  async function haveEnded(pids: readonly number[]): Promise<void> {
    while (pids.some((pid) => existsSync(`/proc/${pid}`))) await delay(20);
  }

  const ping = 'String((await alice.ping(bob, { count: 1, timeout: 10_000 })).rows[0]?.answer)';

  it('survives a cell that fails, and one that is interrupted', async () => {
    expect(await run("await alice.connect({ host: 'carol', port: 80 })")).to.include(
      'This lab has no host carol',
    );
    const { id } = kernel.send('execute_request', {
      code: 'await cable.cut(); await bob.ping(alice, { timeout: 60_000 });',
    });
    await kernel.until(() => kernel.published.some(({ parent }) => parent === id));
    await kernel.request('interrupt_request', {}, 'control');
    await kernel.until(() => kernel.shownUnder(id).join('').includes('Interrupted'));
    expect(await run(`await cable.mend(); ${ping}`)).to.include("'echo'");
  });

  it('is closed by lesson.done(), and opened anew where its cells run again', async () => {
    const first = holders();
    expect(first).not.to.have.lengthOf(0);
    expect(
      await run(
        `const again = await openLab(); const other = await again.host('alice'); String(again)`,
      ),
    ).to.include('host alice: no link');
    await haveEnded(first);
    const second = holders();
    expect(await run('await lesson.done()')).to.include('Nothing was left open');
    await haveEnded(second);
  });

  it('ends with the kernel, restarted or killed', async () => {
    const first = holders();
    await kernel.shutdown({ restart: true });
    await haveEnded(first);
    kernel = await KernelClient.start({ cwd: courseRoot });
    await run("import { openLab } from 'wirebook'; await (await openLab()).host('alice');");
    const second = holders();
    const exited = once(kernel.process, 'exit');
    kernel.process.kill('SIGKILL');
    await exited;
    await haveEnded(second);
  });

  it('lets node:net serve and connect on its hosts', async () => {
    const shown = await run(`
      const server = toNetServer(await bob.tcpServer(80));
      server.on('connection', (socket) => socket.end('from node:net'));
      const client = toNetSocket(await alice.connect({ host: bob, port: 80 }));
      let received = '';
      for await (const chunk of client.setEncoding('utf8')) received += chunk;
      server.close();
      received`);
    expect(shown).to.include("'from node:net'");
  });
});
