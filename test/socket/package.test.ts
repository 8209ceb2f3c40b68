import { execFile } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';

const run = promisify(execFile);
const source = join(courseRoot, 'lib', 'socket');

describe('the package of the sockets, installed into an empty folder', function () {
  this.timeout(120_000);
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wirebook-package-'));
    // Made beside the course, whose own folder stays as it is.
    const made = join(folder, 'made');
    for (const file of ['package.json', 'README.md']) cpSync(join(source, file), join(made, file));
    const tsc = join(courseRoot, 'node_modules', '.bin', 'tsc');
    await run(tsc, ['-p', source, '--outDir', join(made, 'dist')]);
    await run('npm', ['pack', '--pack-destination', folder], { cwd: made });
    const [tarball = ''] = globSync('*.tgz', { cwd: folder });
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
    await run('npm', ['install', '--prefer-offline', '--no-audit', `./${tarball}`], {
      cwd: folder,
    });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** The first example of the README. */
  function example(): string {
    const readme = readFileSync(join(source, 'README.md'), 'utf8');
    return /```ts\n(.*?)```/s.exec(readme)?.[1] ?? expect.fail('the README has no example');
  }

  it('runs the example of its README, which says what it prints', async () => {
    const file = join(folder, 'example.ts');
    writeFileSync(file, example());
    const { stdout } = await run(process.execPath, [file], { cwd: folder });
    const told = /^\/\/ (.*)$/m.exec(example())?.[1];
    expect(stdout).to.equal(`${told}\n`);
  });

  it('has types that a strict program compiles with', async () => {
    writeFileSync(join(folder, 'typed.ts'), `${example()}\nconst name: number = server.fileno();`);
    const options = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'esnext'];
    const types = ['--types', 'node', '--typeRoots', join(courseRoot, 'node_modules', '@types')];
    await run(join(courseRoot, 'node_modules', '.bin', 'tsc'), [...options, ...types, 'typed.ts'], {
      cwd: folder,
    });
  });

  it('depends on koffi alone', () => {
    const installed = globSync(['*', '@*/*'], { cwd: join(folder, 'node_modules') });
    const names = installed.filter((name) => !name.startsWith('@') || name.includes('/'));
    expect(names.filter((name) => !name.startsWith('@koromix/')).sort()).to.deep.equal([
      'koffi',
      'wirebook-socket',
    ]);
  });

  it('says on an older Node that it is too old', async () => {
    const pretend = "Object.defineProperty(process.versions, 'node', { value: '22.11.0' });";
    const code = `${pretend} await import('wirebook-socket').catch(({ message }) => console.log(message));`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], {
      cwd: folder,
    });
    expect(stdout).to.equal(
      'These sockets need Node 24 or newer, and this is Node 22.11.0: install it from https://nodejs.org\n',
    );
  });
});
