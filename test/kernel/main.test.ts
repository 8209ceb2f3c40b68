import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';
import { KernelClient } from '../bench/kernel-client.ts';
import { ownKernel, type StartOptions, startKernelProcess } from '../bench/kernel-process.ts';
import { jumpingClock } from '../faults/clock.ts';
import { Learner } from '../faults/learner.ts';

/** What a lesson does, and what is seen of it apart from panels. */
const cells: readonly (readonly [code: string, shown: readonly (string | RegExp)[]])[] = [
  ['const answer: number = 42; answer', ['execute_result: 42']],
  ['const wrong: string = answer;', [/^error: TypeScript error TS2322/]],
  [
    `import { background } from 'wirebook';
      import { connect, createServer, type AddressInfo } from 'node:net';
      import { text } from 'node:stream/consumers';
      const port = Promise.withResolvers<number>();
      const greeter = background('greeter', () => {
        const server = createServer((socket) => socket.end('grüß dich'));
        server.listen(0, '127.0.0.1', () => {
          port.resolve((server.address() as AddressInfo).port);
        });
      });
      await text(connect(await port.promise, '127.0.0.1'))`,
    ["execute_result: 'grüß dich'"],
  ],
  [
    `import { execFileSync } from 'node:child_process';
      execFileSync('echo', ['said by a program'], { stdio: 'inherit' });`,
    ['stdout: said by a program\n', 'execute_result: null'],
  ],
  ["throw new Error('mine')", ['error: Error: mine']],
  ['await greeter.stop(); answer', ['execute_result: 42']],
];

async function holdLesson(kernel: KernelClient): Promise<void> {
  for (const [code, shown] of cells) {
    const lines = (await kernel.show(code)).filter((line) => !/^\w*display_data/.test(line));
    expect(lines, lines.join('\n')).to.have.lengthOf(shown.length);
    for (const [place, line] of shown.entries()) {
      if (typeof line === 'string') expect(lines[place]).to.equal(line);
      else expect(lines[place]).to.match(line);
    }
  }
}

describe('a kernel, where something around it is not as it should be', function () {
  this.timeout(120_000);
  let kernel: KernelClient | undefined;
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wirebook-kernel-faults-'));
  });
  afterEach(() => {
    kernel?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Starts one behind another command line, that becomes the kernel or takes it along as it ends. */
  async function start(options: StartOptions, ...under: string[]): Promise<KernelClient> {
    const command = [...under, ...(options.command ?? ownKernel)];
    kernel = new KernelClient(await startKernelProcess({ ...options, command }));
    await kernel.connect();
    return kernel;
  }

  it('runs a lesson on a full disk, and what a program prints is seen all the same', async () => {
    const places = ['HOME', 'TMPDIR', 'XDG_RUNTIME_DIR', 'XDG_CACHE_HOME', 'WIREBOOK_CELL_CACHE'];
    const env = Object.fromEntries(places.map((name) => [name, folder]));
    const script =
      'mount -t tmpfs -o size=4k tmpfs "$0" && head -c 4096 /dev/zero > "$0/full"; exec "$@"';
    const full = await start(
      { env },
      'unshare',
      '--map-root-user',
      '--mount',
      'sh',
      '-c',
      script,
      folder,
    );
    expect(
      await full.show(`import { appendFileSync } from 'node:fs';
        appendFileSync(process.env.TMPDIR + '/full', 'more');`),
    ).to.deep.equal(['error: Error: ENOSPC: no space left on device, write']);
    await holdLesson(full);
  });

  it('runs a lesson from a checkout that cannot be written to', async () => {
    const readOnly = ['--ro-bind', courseRoot, courseRoot, '--chdir', courseRoot];
    const walls = ['--die-with-parent', '--dev-bind', '/', '/', ...readOnly];
    const kernel = await start({}, 'bwrap', ...walls);
    await holdLesson(kernel);
  });

  const { HOME: _, LANG: __, LC_ALL: ___, ...bare } = process.env;
  const unset = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
  for (const [what, env] of Object.entries<NodeJS.ProcessEnv>({
    'no HOME, no TMPDIR and no locale': { ...unset, PATH: bare.PATH },
    'a HOME and a TMPDIR that are not there': { HOME: '/proc/nobody', TMPDIR: '/proc/nowhere' },
    'a Turkish locale': { LC_ALL: 'tr_TR.UTF-8' },
    'the locale C': { LC_ALL: 'C' },
    'a locale that the system does not have': { LANG: 'xx_YY.ISO-8859-9', LC_ALL: 'zz' },
    'a clock that jumps': jumpingClock,
  })) {
    it(`runs a lesson under ${what}`, async () => {
      await holdLesson(await start({ env }));
    });
  }

  it('can be interrupted while its clock jumps', async () => {
    const jumping = await start({ env: jumpingClock });
    const { id, reply } = jumping.send('execute_request', {
      code: "console.log('running'); for (;;) {}",
    });
    await jumping.until(() => jumping.shownUnder(id).length > 0);
    await jumping.request('interrupt_request', {}, 'control');
    expect((await reply).content.ename).to.equal('Interrupted');
  });

  for (const [what, script] of Object.entries({
    'is closed': 'exec "$0" "$@" <&- >&- 2>&-',
    'is on a full disk': 'exec "$0" "$@" > /dev/full 2>&1',
    'has lost its reader': 'exec "$0" "$@" 2> >(exec true)',
  })) {
    it(`hears on when the log that it writes to ${what}`, async () => {
      const mute = await start({}, 'bash', '-c', script);
      const wrong = ['<IDS|MSG>', 'no signature', '{}', '{}', '{}', '{}'];
      for (const channel of ['shell', 'control'] as const) await mute.sendRaw(wrong, channel);
      mute.send('a_request_nobody_knows');
      await mute.execute('setTimeout(() => { throw new Error("late"); }, 1);');
      await holdLesson(mute);
      expect((await mute.request('interrupt_request', {}, 'control')).reply.status).to.equal('ok');
    });
  }

  it('says so where it is allowed too few open files', async () => {
    for (const limit of [26, 32, 40, 44]) {
      const few = await startKernelProcess({
        command: ['prlimit', `--nofile=${limit}`, ...ownKernel],
      });
      const [message] = await few.ended.catch((error: Error) => [error.message]);
      few.close();
      expect(message).to.equal(
        `the kernel ended with 1: wirebook kernel: cannot start: this shell allows ${limit} open files, which is too few; run 'ulimit -n 1024' in it, or in a new one, then start JupyterLab again\n`,
      );
    }
  });

  it('runs in a folder with spaces, quotes and letters of all sorts', async () => {
    const learner = await Learner.create("Zoë's “Übung” $HOME `x` 練習 #1 & 100%");
    try {
      const main = join(learner.course.folder, 'lib', 'dist', 'kernel', 'main.js');
      const command = ownKernel.map((part) => (part.endsWith('main.js') ? main : part));
      await holdLesson(await start({ command, cwd: join(learner.course.folder, 'notebooks') }));
    } finally {
      learner.remove();
    }
  });
});
