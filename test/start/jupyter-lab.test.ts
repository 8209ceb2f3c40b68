import { execFile } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';
import { sessionProcesses } from '../../lib/start/session.ts';
import { type RunningCourse, startCourse } from '../browser/running-course.ts';

const exec = promisify(execFile);

/** Starts a kernel and a terminal, and finds the mark that all the session's processes inherit. */
async function fill(course: RunningCourse): Promise<string> {
  await course.api('/api/kernels', { method: 'POST' });
  await course.api('/api/terminals', { method: 'POST' });
  const token = `JUPYTER_TOKEN=${course.url.searchParams.get('token')}`;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const environment = readEnvironment(pid);
    const mark = environment.find((entry) => entry.startsWith('WIREBOOK_SESSION='));
    if (mark && environment.includes(token)) return mark.replace('WIREBOOK_SESSION=', '');
  }
  throw new Error('no process of this JupyterLab carries the mark of its session');
}

function readEnvironment(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
  } catch {
    return []; // it ended a moment ago, or belongs to another user
  }
}

describe('npm start', function () {
  this.timeout(300_000);
  let course: RunningCourse | undefined;
  afterEach(async () => {
    await course?.stop();
    course = undefined;
  });

  for (const [how, signal, to] of [
    ['Ctrl-C', 'SIGINT', 'group'],
    ['SIGTERM to npm', 'SIGTERM', 'command'],
    ['SIGHUP, as when a terminal closes,', 'SIGHUP', 'group'],
  ] as const) {
    it(`${how} ends JupyterLab, its kernels and its terminals`, async () => {
      course = await startCourse();
      const session = await fill(course);
      expect(sessionProcesses(session)).to.have.length.of.at.least(3);
      course.signal(signal, to);
      await course.ended;
      expect(sessionProcesses(session)).to.deep.equal([]);
    });
  }

  describe('once open', () => {
    let open: RunningCourse;
    let home: string;

    before(async () => {
      home = mkdtempSync(join(tmpdir(), 'wirebook-home-'));
      mkdirSync(join(home, '.jupyter'));
      writeFileSync(
        join(home, '.jupyter', 'jupyter_server_config.py'),
        'raise SystemExit("read")\n',
      );
      const JUPYTER_CONFIG_DIR = join(home, '.jupyter');
      open = await startCourse([], {
        ...{ HOME: home, JUPYTER_CONFIG_DIR, JUPYTER_PORT: '1', JUPYTER_TOKEN: 'mine' },
        ...{ PYTHONPATH: home, JUPYTER_PATH: home },
      });
    });
    after(async () => {
      await open?.stop();
      rmSync(home, { recursive: true });
    });

    it('neither reads nor writes a person’s own Jupyter settings', async () => {
      await open.api('/api/status');
      expect(readdirSync(join(home, '.jupyter'))).to.deep.equal(['jupyter_server_config.py']);
      expect(existsSync(join(home, '.local', 'share', 'jupyter'))).to.equal(false);
    });

    it('offers the course’s kernel and no other, and asks for the token', async () => {
      const specs = (await open.api('/api/kernelspecs')) as {
        default: string;
        kernelspecs: object;
      };
      expect(specs.default).to.equal('tslab');
      expect(Object.keys(specs.kernelspecs)).to.deep.equal(['tslab']);
      const { status } = await fetch(new URL('/api/contents', open.url));
      expect(status).to.equal(403);
    });

    it('shows the first lesson', () => {
      const [first] = readdirSync(join(courseRoot, 'notebooks'))
        .filter((name) => name.endsWith('.ipynb'))
        .sort();
      expect(open.url.pathname).to.equal(`/lab/tree/notebooks/${first}`);
    });
  });

  describe('with a port that is taken', () => {
    const wirebook = join(courseRoot, 'lib', 'wirebook.mjs');

    it('says so in one sentence when it was asked for', async () => {
      const holder = createServer().listen(0, '127.0.0.1');
      await once(holder, 'listening');
      const { port } = holder.address() as AddressInfo;
      const failed = await exec(process.execPath, [
        wirebook,
        'start',
        '--port',
        String(port),
      ]).catch((error) => error);
      holder.close();
      expect(failed.code).to.equal(2);
      expect(failed.stderr).to.equal(
        `Cannot listen on 127.0.0.1:${port}: address already in use (EADDRINUSE); ` +
          'name another with --port, or leave --port out for the next free one\n',
      );
    });

    it('refuses what is no port', async () => {
      const failed = await exec(process.execPath, [wirebook, 'start', '--port', '65536']).catch(
        (error) => error,
      );
      expect(failed.code).to.equal(2);
      expect(failed.stderr).to.include('A port is a number from 0 to 65535');
    });
  });
});
