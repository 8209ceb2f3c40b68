import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Course } from '../setup/course.ts';

/** Nobody's settings of git, and a name to commit by. */
const identity = ['-c', 'user.name=Author', '-c', 'user.email=author@example.org'];
const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };

function git(folder: string, ...args: readonly string[]) {
  const { status, stderr } = spawnSync('git', [...identity, ...args], { cwd: folder, env });
  return { status, said: String(stderr) };
}

describe('git pull and npm start', function () {
  this.timeout(120_000);
  let course: Course;
  let author: string;

  /** The author's copy is where new versions come from; the learner's was cloned from it and set up. */
  beforeEach(async () => {
    course = new Course();
    course.write('.gitignore', 'node_modules/\n.venv/\nlib/dist/\n*-calls\n');
    course.write('exercises/01.ipynb', 'stub 1');
    course.write('notebooks/01.ipynb', 'lesson 1');
    author = mkdtempSync(join(tmpdir(), 'wirebook-author-'));
    const { root } = course;
    for (const [folder, ...args] of [
      [root, 'init', '--quiet', '--initial-branch=main'],
      [root, 'add', '--all'],
      [root, 'commit', '--quiet', '--message=The course'],
      [author, 'clone', '--quiet', root, '.'],
      [root, 'remote', 'add', 'origin', author],
      [root, 'fetch', '--quiet'],
      [root, 'branch', '--quiet', '--set-upstream-to=origin/main'],
    ] as const) {
      expect(git(folder, ...args), args.join(' ')).to.include({ status: 0 });
    }
    await course.run();
  });
  afterEach(() => {
    course.dispose();
    rmSync(author, { recursive: true });
  });

  /** Publishes a new version in which these files are new or changed. */
  function publish(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) writeFileSync(join(author, path), text);
    git(author, 'add', '--all');
    expect(git(author, 'commit', '--quiet', '--message=News')).to.include({ status: 0 });
  }

  const mine = (path: string) => readFileSync(join(course.root, path), 'utf8');

  it('bring a new version, and keep what the learner wrote', async () => {
    course.write('exercises/01.ipynb', 'my answer');
    publish({
      'lib/cli/main.ts': "console.log('the new version');\nexport {};\n",
      'notebooks/01.ipynb': 'lesson 1, reworded',
      'exercises/02.ipynb': 'stub 2',
    });
    expect(git(course.root, 'pull', '--quiet')).to.deep.equal({ status: 0, said: '' });
    const { code, output } = await course.run(['start']);
    expect(code).to.equal(0);
    expect(output).to.match(/build \.\.\. done .*\nthe new version\n$/s);
    expect(output, 'only what changed is made anew').not.to.match(/npm|Python/);
    expect(mine('exercises/01.ipynb')).to.equal('my answer');
    expect(mine('exercises/02.ipynb')).to.equal('stub 2');
    expect(mine('notebooks/01.ipynb')).to.equal('lesson 1, reworded');
  });

  it('lose nothing where both changed one notebook: git names it and changes nothing', async () => {
    course.write('exercises/01.ipynb', 'my answer');
    publish({ 'exercises/01.ipynb': 'stub 1, reworded', 'exercises/02.ipynb': 'stub 2' });
    const { status, said } = git(course.root, 'pull', '--quiet');
    expect(status).not.to.equal(0);
    expect(said).to.include('exercises/01.ipynb');
    expect(mine('exercises/01.ipynb')).to.equal('my answer');
    const { code, output } = await course.run(['start']);
    expect({ code, output }).to.deep.equal({ code: 0, output: 'wirebook was given start\n' });
  });
});
