/**
 * Where machines are made: of Debian's packages by mmdebstrap and of Dockerfiles by buildah, without
 * a container engine. Needs root, the network, and about 8 GB in the temporary folder.
 */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { courseRoot } from '../../lib/base/paths.ts';
import { COURSE, certificates, LEARNER, Machine, outcomeOf, start } from './machine.ts';

/** What an image of Debian has beside the least that makes one. */
export interface Parts {
  readonly packages?: readonly string[];
  /** The version of the npm package that carries Node. */
  readonly node: string;
  readonly npm: string;
}

/** Makes images and machines, and keeps them for as long as it is not disposed of. */
export class Workshop {
  readonly #folder = mkdtempSync(join(tmpdir(), 'wirebook-machines-'));

  /** Makes an image of Debian 12 with Node and npm under /usr/local, as Node's own images have it. */
  async debian(name: string, { packages = [], node, npm }: Parts): Promise<string> {
    const archive = join(this.#folder, `${name}.tar`);
    const include = ['ca-certificates', ...packages].join(',');
    await must('mmdebstrap', '--variant=minbase', `--include=${include}`, 'bookworm', archive);
    const tools = join(this.#folder, `${name}-tools`);
    const platform = `node-linux-${process.arch}`;
    mkdirSync(tools);
    await must('npm', 'install', '--prefix', tools, `${platform}@${node}`, `npm@${npm}`);

    const container = await this.#buildah('from', 'scratch');
    await this.#buildah('add', container, archive, '/');
    rmSync(archive);
    const modules = join(tools, 'node_modules');
    await this.#buildah('copy', container, join(modules, platform, 'bin'), '/usr/local/bin');
    await this.#buildah('copy', container, join(modules, 'npm'), '/usr/local/lib/node_modules/npm');
    const finish = `
      for name in npm npx; do
        ln -s ../lib/node_modules/npm/bin/$name-cli.js /usr/local/bin/$name
      done
      useradd --create-home --shell /bin/bash ${LEARNER}`;
    await this.#buildah('run', '--isolation', 'chroot', container, '--', 'sh', '-ec', finish);
    const image = `localhost/${name}`;
    await this.#buildah('commit', '--rm', container, image);
    return image;
  }

  /** Builds a Dockerfile of the course on another base than the one it names. */
  async build(name: string, dockerfile: string, base: string): Promise<string> {
    const image = `localhost/${name}`;
    const recipe = ['--build-arg', `BASE=${base}`, '--file', join(courseRoot, dockerfile)];
    const options = ['--isolation', 'chroot', '--layers=false', '--tag', image];
    await this.#buildah('build', ...options, ...certificates, ...recipe, courseRoot);
    return image;
  }

  /**
   * Starts a machine that has the course, as git would keep it now.
   *
   * @param options such as `--ulimit`, in the form that container engines share
   */
  async start(image: string, options: readonly string[] = []): Promise<Machine> {
    const container = await this.#buildah('from', ...options, image);
    const copy = mkdtempSync(join(this.#folder, 'course-'));
    const list = 'git ls-files -z --cached --others --exclude-standard --deduplicate';
    const pack = 'tar --create --null --files-from - --ignore-failed-read';
    const unpack = 'tar --extract --directory "$1"';
    await must('sh', '-c', `cd "$0" && ${list} | ${pack} | ${unpack}`, courseRoot, copy);
    await this.#buildah('copy', '--chown', `${LEARNER}:${LEARNER}`, container, copy, COURSE);
    return this.#enter(container, COURSE);
  }

  /** Starts a machine of an image that has the course in a folder already. */
  async startWithCourse(image: string, folder: string): Promise<Machine> {
    // buildah's own limit of open files, 1024, is lower than that of any cluster.
    const limit = ['--ulimit', 'nofile=16384:16384'];
    return this.#enter(await this.#buildah('from', ...limit, image), folder);
  }

  /** Removes every image and machine. */
  async dispose(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  #enter(container: string, folder: string): Machine {
    return new Machine([...this.#command('run'), '--isolation', 'chroot'], container, folder);
  }

  /** Returns the last line that buildah prints: a name or a digest. */
  async #buildah(verb: string, ...args: readonly string[]): Promise<string> {
    const printed = await must(...this.#command(verb), ...args);
    return printed.trimEnd().split('\n').at(-1) ?? '';
  }

  /** A store of our own leaves alone what this machine's engines keep. */
  #command(verb: string): readonly string[] {
    const store = ['--root', join(this.#folder, 'store'), '--runroot', join(this.#folder, 'run')];
    return ['buildah', ...store, '--storage-driver', 'vfs', verb];
  }
}

/** Runs a program that must succeed. Returns what it printed on standard output. */
async function must(...command: readonly string[]): Promise<string> {
  const { code, stdout, output } = await outcomeOf(start(command));
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}:\n${output}`);
  return stdout;
}
