import { existsSync, readFileSync, readlinkSync, rmSync, utimesSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { ctrlC, Terminal } from '../terminal.ts';
import { Course } from './course.ts';

describe('setup', function () {
  this.timeout(120_000);
  let course: Course;
  beforeEach(() => {
    course = new Course();
  });
  afterEach(() => course.dispose());

  const calls = (file: string) =>
    existsSync(join(course.root, file))
      ? readFileSync(join(course.root, file), 'utf8').trimEnd().split('\n').length
      : 0;

  it('makes everything, a line a step, and says how long each took', async () => {
    const { code, output } = await course.run();
    expect(output).to.match(/npm packages \.\.\. done in \d+\.\d s/);
    expect(output).to.match(/build \.\.\. done in/);
    expect(output).to.match(/Python environment \.\.\. done in/);
    expect(code).to.equal(0);
  });

  it('does nothing, says nothing and starts no program when nothing changed', async () => {
    await course.run();
    for (const name of ['npm', 'python3']) course.program(name, '#!/bin/sh\nexit 1\n');
    rmSync(join(course.root, 'node_modules/typescript/bin/tsc'));
    const { code, output } = await course.run();
    expect({ code, output }).to.deep.equal({ code: 0, output: '' });
  });

  it('runs wirebook with the arguments it was given', async () => {
    const { code, output } = await course.run(['start', '--port', '1']);
    expect(output).to.match(/wirebook was given start --port 1\n$/);
    expect(code).to.equal(0);
  });

  it('works in a folder with spaces and letters beyond ASCII', async () => {
    course.dispose();
    course = new Course('Übung für Anfänger — 練習 $HOME "x"');
    const { code, output } = await course.run(['doctor']);
    expect(output).to.match(/wirebook was given doctor\n$/);
    expect(code).to.equal(0);
    expect((await course.run()).output).to.equal('');
  });

  it('builds again, and only that, when a source changed', async () => {
    await course.run();
    course.write('lib/cli/main.ts', "console.log('changed');\nexport {};\n");
    const { output } = await course.run(['x']);
    expect(output).to.include('build ... done').and.include('changed');
    expect(output).not.to.match(/npm|Python/);
  });

  it('does not build again when a source only looks newer', async () => {
    await course.run();
    utimesSync(join(course.root, 'lib/cli/main.ts'), new Date(), new Date());
    expect((await course.run()).output).to.equal('');
  });

  it('removes a compiled module whose source is gone', async () => {
    course.write('lib/old.ts', 'export const old = 1;\n');
    await course.run();
    expect(existsSync(join(course.root, 'lib/dist/old.js'))).to.equal(true);
    rmSync(join(course.root, 'lib/old.ts'));
    await course.run();
    expect(existsSync(join(course.root, 'lib/dist/old.js'))).to.equal(false);
  });

  it('installs npm packages again when the lock file or the installed tree changed', async () => {
    await course.run();
    rmSync(join(course.root, 'node_modules/typescript/package.json'));
    expect((await course.run()).output).to.match(/npm packages \.\.\. done/);
    course.write('package-lock.json', {
      packages: { 'node_modules/typescript': { version: '2' } },
    });
    expect((await course.run()).output).to.match(/npm packages \.\.\. done/);
    expect(calls('npm-calls')).to.equal(3);
  });

  it('links the course’s own Node where npm does not, as npm 10 does', async () => {
    const program = `node_modules/node-linux-${process.arch}/bin`;
    const links = "fs.symlinkSync(process.execPath, 'node_modules/.bin/node');";
    const brings = `fs.mkdirSync('${program}', { recursive: true });
      fs.symlinkSync(process.execPath, '${program}/node');`;
    expect(course.script('npm')).to.include(links);
    course.program(
      'npm',
      course.script('npm').replace(links, () => brings),
    );
    const { code, output } = await course.run();
    expect(code, output).to.equal(0);
    expect(readlinkSync(join(course.root, 'node_modules/.bin/node'))).to.equal(
      `../node-linux-${process.arch}/bin/node`,
    );
    expect((await course.run()).output).to.equal('');
  });

  it('makes the Python environment again when its lock file changed', async () => {
    await course.run();
    course.write('requirements.txt', '# changed\n');
    expect((await course.run()).output).to.match(/Python environment \.\.\. done/);
    expect(calls('python-calls')).to.equal(2);
  });

  it('makes a half-finished .venv anew', async () => {
    course.write('.venv/bin/python', '');
    course.write('.venv/leftover', '');
    const { code } = await course.run();
    expect(code).to.equal(0);
    expect(existsSync(join(course.root, '.venv/leftover'))).to.equal(false);
  });

  it('ends what it runs on Ctrl-C, and goes on from there the next time', async () => {
    const working = course.script('python3');
    const started = course.pipe('started');
    const hanging = working.replace('echo "pip', () => 'echo $$ > started; sleep 60; echo "pip');
    course.program('python3', hanging);
    const setup = course.start();
    const pip = Number(await readFile(started, 'utf8'));
    process.kill(-(setup.child.pid ?? Number.NaN), 'SIGINT');
    const { code, output } = await setup.ended;
    expect(output).to.match(/Stopped; the same command goes on where this one ended\n$/);
    expect(code).to.equal(130);
    expect(() => process.kill(pip, 0)).to.throw('ESRCH');

    course.program('python3', working);
    const again = await course.run();
    expect(again.output).to.match(/Python environment \.\.\. done/);
    expect(again.output).not.to.match(/npm packages/);
    expect(again.code).to.equal(0);
  });

  it('says at Ctrl-C that it is stopping, and at the next one waits for nothing', async () => {
    course.program('npm', '#!/bin/sh\ntrap "" TERM\necho started\nwhile :; do sleep 1; done\n');
    const env = { PATH: course.path };
    await using terminal = new Terminal([process.execPath, 'lib/setup.mjs'], {
      cwd: course.root,
      env,
    });
    await terminal.saw(/npm packages/);
    terminal.type(ctrlC);
    await terminal.saw(/npm packages \.\.\. stopping \(Ctrl-C again: at once\)/);
    terminal.type(ctrlC);
    const { written, ...end } = await terminal.ended;
    expect(written).to.match(/Stopped; the same command goes on where this one ended\r\n$/);
    expect(end).to.deep.equal({ status: 130, showsCursor: true, hasSameSettings: true, left: [] });
  });

  it('ends in the same way on SIGTERM', async () => {
    course.program('npm', '#!/bin/sh\necho started; exec sleep 60\n');
    const setup = course.start();
    await setup.said(/npm packages/);
    setup.child.kill('SIGTERM');
    expect((await setup.ended).code).to.equal(143);
  });

  it('lets a second setup wait for the first, and do nothing twice', async () => {
    const go = course.pipe('go');
    const wait = "require('node:fs').readFileSync('go');";
    course.program('npm', course.script('npm').replace('\n', `\n${wait}\n`));
    const first = course.start();
    await first.said(/npm packages/);
    const second = course.start();
    await second.said(/Another setup of this course is running: waiting for it to end/);
    await writeFile(go, '');
    const results = await Promise.all([first.ended, second.ended]);
    expect(results.map(({ code }) => code)).to.deep.equal([0, 0]);
    expect(calls('npm-calls')).to.equal(1);
    expect(calls('python-calls')).to.equal(1);
  });

  it('is not held up by a setup that was killed', async () => {
    course.program('npm', '#!/bin/sh\nexec sleep 60\n');
    const first = course.start();
    await first.said(/npm packages/);
    const second = course.start();
    await second.said(/waiting/);
    first.child.kill('SIGKILL');
    await second.said(/npm packages/);
    second.child.kill('SIGTERM');
    expect((await second.ended).code).to.equal(143);
  });
});
