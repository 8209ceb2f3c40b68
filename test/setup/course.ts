/** A small course of its own in a temporary folder, set up by the real lib/setup.mjs. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { courseRoot } from '../../lib/base/paths.ts';

export interface Result {
  readonly code: number | null;
  /** Standard output and standard error, in the order in which they came. */
  readonly output: string;
}

export interface RunningSetup {
  readonly child: ChildProcess;
  /** Resolves as soon as the output so far matches. */
  said(pattern: RegExp): Promise<void>;
  readonly ended: Promise<Result>;
}

/** Programs that stand in for npm and Python; the defaults do in milliseconds what those do. */
const npm = `
const fs = require('node:fs');
fs.appendFileSync('npm-calls', 'npm ' + process.argv[2] + '\\n');
fs.rmSync('node_modules', { recursive: true, force: true });
fs.mkdirSync('node_modules/.bin', { recursive: true });
fs.symlinkSync(process.execPath, 'node_modules/.bin/node');
fs.mkdirSync('node_modules/typescript/bin', { recursive: true });
fs.writeFileSync('node_modules/typescript/package.json', '{}');
fs.writeFileSync('node_modules/typescript/bin/tsc', TSC);
fs.copyFileSync('package-lock.json', 'node_modules/.package-lock.json');
`;

/** In TypeScript's stead: it takes a second, this one none, and the setup cannot tell. */
const tsc = `
const fs = require('node:fs');
const { stripTypeScriptTypes } = require('node:module');
for (const name of fs.readdirSync('lib', { recursive: true })) {
  if (!name.endsWith('.ts') || name.startsWith('dist')) continue;
  const made = 'lib/dist/' + name.replace(/ts$/, 'js');
  fs.mkdirSync(require('node:path').dirname(made), { recursive: true });
  const text = fs.readFileSync('lib/' + name, 'utf8');
  if (text.includes('const wrong: number')) {
    console.log("lib/" + name + "(1,7): error TS2322: Type 'string' is not assignable");
    process.exit(2);
  }
  fs.writeFileSync(made, stripTypeScriptTypes(text));
}
`;

const python = `#!/bin/sh
case "$*" in
  *ensurepip*) echo "3 11 1" ;;
  *"-m venv"*) mkdir -p "$4/bin" && cp "$0" "$4/bin/python" ;;
  *"-m pip"*) echo "pip $$" >> python-calls ;;
esac
`;

export class Course {
  readonly root: string;
  readonly #folder: string;
  readonly #bin: string;
  readonly #running = new Set<ChildProcess>();

  /** @param name the folder's name */
  constructor(name = 'course') {
    this.#folder = mkdtempSync(join(tmpdir(), 'wirebook-setup-'));
    chmodSync(this.#folder, 0o755);
    this.root = join(this.#folder, name);
    this.#bin = join(this.#folder, 'bin');
    mkdirSync(join(this.root, 'lib'), { recursive: true });
    for (const part of ['setup.mjs', 'setup', 'wirebook.mjs']) {
      cpSync(join(courseRoot, 'lib', part), join(this.root, 'lib', part), { recursive: true });
    }
    this.write('requirements.txt', '');
    this.write('package.json', {
      type: 'module',
      optionalDependencies: { node: process.version.slice(1) },
    });
    this.write('package-lock.json', { packages: { 'node_modules/typescript': {} } });
    this.write('lib/tsconfig.json', {
      compilerOptions: { module: 'nodenext', types: [], outDir: 'dist', rootDir: '.' },
      include: ['**/*.ts'],
    });
    this.write(
      'lib/cli/main.ts',
      `declare const process: { argv: string[] };
console.log('wirebook was given', ...process.argv.slice(2));
export {};
`,
    );
    // The line that names an interpreter bears no spaces, and the path of Node may have some.
    const node = join(this.#folder, 'node');
    symlinkSync(process.execPath, node);
    this.program('npm', `#!${node}\n${npm.replace('TSC', () => JSON.stringify(tsc))}`);
    this.program('python3', python);
    for (const name of ['sh', 'mkdir', 'cp', 'sleep', 'cat']) this.link(name);
  }

  /** Writes a file of the course; anything but text as JSON. */
  write(path: string, content: unknown): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }

  /** Puts a program on the PATH, the only folder of which is this course's own. */
  program(name: string, script: string): void {
    mkdirSync(this.#bin, { recursive: true });
    const file = join(this.#bin, name);
    rmSync(file, { force: true });
    writeFileSync(file, script, { mode: 0o755 });
  }

  /** Puts a program of this machine on the course's PATH, found on `path`. */
  link(name: string, path = '/usr/local/bin:/usr/bin:/bin'): void {
    this.program(name, `#!/bin/sh\nPATH="${path}" exec ${name} "$@"\n`);
  }

  /** The course's PATH. */
  get path(): string {
    return this.#bin;
  }

  /** The script of one of the course's programs, to be made different. */
  script(name: string): string {
    return readFileSync(join(this.#bin, name), 'utf8');
  }

  /** Makes a named pipe in the course: whoever reads it waits for whoever writes it. */
  pipe(path: string): string {
    const file = join(this.root, path);
    execFileSync('mkfifo', [file]);
    return file;
  }

  remove(name: string): void {
    rmSync(join(this.#bin, name), { force: true });
  }

  /** Starts `node lib/setup.mjs args` in a process group of its own, as a terminal does. */
  start(args: readonly string[] = [], options: StartOptions = {}): RunningSetup {
    const { env = {}, nodeOptions = [], within = [] } = options;
    const command = [...within, process.execPath, ...nodeOptions, 'lib/setup.mjs', ...args];
    const child = spawn(command[0] ?? '', command.slice(1), {
      cwd: this.root,
      env: { PATH: this.#bin, HOME: this.#folder, ...env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#running.add(child);
    let output = '';
    const waiting = new Set<() => void>();
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        for (const check of waiting) check();
      });
    }
    return {
      child,
      said: (pattern) =>
        new Promise((resolve) => {
          const check = () => pattern.test(output) && waiting.delete(check) && resolve();
          waiting.add(check);
          check();
        }),
      ended: once(child, 'close').then(([code]) => ({ code: code as number | null, output })),
    };
  }

  /** Runs the setup to its end. */
  run(args: readonly string[] = [], options: StartOptions = {}): Promise<Result> {
    return this.start(args, options).ended;
  }

  dispose(): void {
    for (const child of this.#running) child.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeOptions?: readonly string[];
  /** A command in front of Node's, such as a sandbox. */
  readonly within?: readonly string[];
}
