import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Ajv } from 'ajv';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';
import { githubWorkflow, gradescopeFiles } from '../../lib/exercise/export.ts';
import { readKeyFile } from '../../lib/exercise/seal.ts';
import { parseYaml } from '../devcontainer/yaml.ts';
import { answer, exercise } from '../grade/class-folder.ts';
import { needsNamespaces } from '../needs-namespaces.ts';
import { type CourseClone, cloneCourse, setUpOffline } from './course-clone.ts';

const all = ['task-1', 'task-2', 'task-3'];

/** Programs that only note how they were called: what needs a network, or a machine of its own. */
function stub(folder: string, programs: readonly string[]): string {
  const log = join(folder, 'called');
  mkdirSync(folder, { recursive: true });
  for (const program of programs) {
    writeFileSync(join(folder, program), `#!/bin/sh\necho "${program} $*" >> "\${0%/*}/called"\n`);
    chmodSync(join(folder, program), 0o755);
  }
  return log;
}

describe('exports', function () {
  this.timeout(300_000);

  before(needsNamespaces);

  describe('a grader for Gradescope, in a container as Gradescope has it', () => {
    /** What is mounted as /autograder. */
    const root = mkdtempSync(join(tmpdir(), 'wirebook-gradescope-'));
    const source = join(root, 'source');
    const stubs = join(root, 'stubs');
    const isRoot = process.geteuid?.() === 0;

    before(() => {
      chmodSync(root, 0o755);
      const key = join(root, 'key');
      const zip = join(root, 'autograder.zip');
      writeFileSync(key, 'the key that only the instructor has');
      const wirebook = join(courseRoot, 'lib/wirebook.mjs');
      const options = ['--out', zip, '--key-file', key];
      execFileSync(process.execPath, [wirebook, 'export', 'gradescope', exercise, ...options]);
      execFileSync('python3', ['-m', 'zipfile', '-e', zip, source]);
      rmSync(key);
    });
    after(() => rmSync(root, { recursive: true, force: true }));

    /** Runs a program of the zip where there is nothing but the system and /autograder. */
    function inContainer(program: string, path: readonly string[]) {
      const system = ['/usr', '/bin', '/lib', '/lib64', '/etc'].filter((each) => existsSync(each));
      const bubblewrap = execFileSync('sh', ['-c', 'command -v bwrap'], {
        encoding: 'utf8',
      }).trim();
      const { status, stdout, stderr } = spawnSync(
        'bwrap',
        [
          ...(isRoot ? [] : ['--unshare-user', '--uid', '0', '--gid', '0']),
          ...['--unshare-net', '--unshare-pid', '--die-with-parent'],
          ...system.flatMap((each) => ['--ro-bind', each, each]),
          // Gradescope's machines have no bubblewrap.
          ...['--ro-bind', '/dev/null', bubblewrap],
          ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp', '--bind', root, '/autograder'],
          ...['--clearenv', '--setenv', 'PATH', [...path, '/usr/bin:/bin'].join(':')],
          ...['bash', `/autograder/source/${program}`],
        ],
        { encoding: 'utf8', timeout: 120_000 },
      );
      return { status, said: stdout + stderr };
    }

    /** Hands in a notebook and gives the result that Gradescope reads. */
    function submit(notebook: string): {
      readonly score: number;
      readonly tests: readonly { readonly output: string }[];
    } {
      const submission = join(root, 'submission');
      rmSync(submission, { recursive: true, force: true });
      rmSync(join(root, 'results'), { recursive: true, force: true });
      mkdirSync(submission);
      writeFileSync(join(submission, 'my answer.ipynb'), notebook);
      const bin = '/autograder/source/course/node_modules/.bin';
      const { status, said } = inContainer('run_autograder', [bin]);
      expect(status, said).to.equal(0);
      return JSON.parse(readFileSync(join(root, 'results', 'results.json'), 'utf8'));
    }

    it('is set up by its setup.sh', () => {
      // apt-get, curl and npm would fetch from a network; what they were asked for is noted.
      const log = stub(stubs, ['apt-get', 'curl', 'node']);
      const { status, said } = inContainer('setup.sh', ['/autograder/stubs']);
      expect(status, said).to.equal(0);
      expect(readFileSync(log, 'utf8').trim().split('\n').at(-1)).to.equal('node lib/setup.mjs');
      setUpOffline(join(source, 'course'));
    });

    it('gives all points to a right answer, in the fields that Gradescope documents', () => {
      const results = submit(answer(all));
      const path = join(import.meta.dirname, 'gradescope-results.schema.json');
      const validate = new Ajv().compile(JSON.parse(readFileSync(path, 'utf8')));
      validate(results);
      expect(validate.errors).to.equal(null);
      expect(results.score).to.equal(10);
    });

    it('gives the points of the tasks that were done', () => {
      expect(submit(answer(['task-2'])).score).to.equal(3);
    });

    it("keeps the key and the results out of reach of a learner's code", function () {
      if (!isRoot) this.skip();
      const attack = `const { readFileSync, writeFileSync } = await import('node:fs');
const tried: string[] = [];
for (const attempt of [() => readFileSync('/autograder/source/course.key'), () => writeFileSync('/autograder/results/results.json', '{"score":10}')]) {
  try { attempt(); tried.push('done'); } catch (error) { tried.push(Object(error).code); }
}
const openServer = (): never => { throw new Error('It tried: ' + tried.join()); };`;
      const results = submit(answer([], attack));
      expect(results.score).to.equal(0);
      expect(JSON.stringify(results.tests)).to.match(/It tried: (EACCES|ENOENT),(EACCES|ENOENT)/);
    });
  });

  describe('a workflow for GitHub Actions', () => {
    interface Step {
      readonly uses?: string;
      readonly run?: string;
      readonly with?: Readonly<Record<string, string>>;
    }
    let clone: CourseClone;

    before(async () => {
      clone = await cloneCourse({ withPackages: true });
    });
    after(() => clone?.remove());

    function stepsOf(course?: string): readonly Step[] {
      const workflow = parseYaml(githubWorkflow({ exercise, course })) as {
        readonly jobs: { readonly grade: { readonly steps: readonly Step[] } };
      };
      return workflow.jobs.grade.steps;
    }

    it("runs to the end in a student's repository, and leaves the grade", () => {
      rmSync(join(clone.folder, 'solutions'), { recursive: true });
      writeFileSync(join(clone.folder, 'exercises', `${exercise}.ipynb`), answer(all));
      const stubs = join(clone.folder, '.stubs');
      // sudo installs bubblewrap and allows namespaces, both done here; setup.mjs needs a network.
      const log = stub(stubs, ['sudo']);
      const summary = join(clone.folder, '.summary');
      const bin = join(clone.folder, 'node_modules', '.bin');
      for (const { run } of stepsOf()) {
        if (run === undefined || run === 'node ./lib/setup.mjs') continue;
        execFileSync('bash', ['-e', '-c', run], {
          cwd: clone.folder,
          stdio: 'pipe',
          env: {
            ...process.env,
            PATH: [stubs, bin, process.env.PATH].join(delimiter),
            GITHUB_STEP_SUMMARY: summary,
          },
        });
      }
      expect(readFileSync(log, 'utf8')).to.include('bubblewrap').and.to.include('sysctl');
      expect(readFileSync(summary, 'utf8')).to.include('graded,10,10');
    });

    it("takes the instructor's copy of the checks where it is told of one", () => {
      const steps = stepsOf('ada/course');
      const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout'));
      expect(checkouts[1]?.with).to.deep.equal({ repository: 'ada/course', path: 'course' });
      const runs = steps.flatMap(({ run }) => run ?? []).filter((run) => run.includes('lib/'));
      expect(runs.every((run) => run.startsWith('node course/lib/'))).to.equal(true);
      expect(runs.some((run) => run.includes(` grade exercises/${exercise}.ipynb`))).to.equal(true);
    });
  });
});

describe('a grader for Gradescope', () => {
  it('holds the key, and the two programs that Gradescope starts', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wirebook-export-'));
    const path = join(folder, 'key');
    writeFileSync(path, 'a key of more than sixteen bytes');
    const files = await gradescopeFiles({
      exercise,
      key: readKeyFile(path),
      keyFile: readFileSync(path),
    });
    rmSync(folder, { recursive: true });
    const started = files.filter(
      ({ isExecutable, path: file }) => isExecutable === true && !file.includes('/'),
    );
    expect(started.map(({ path: file }) => file).sort()).to.deep.equal([
      'run_autograder',
      'setup.sh',
    ]);
    for (const { content } of started) execFileSync('bash', ['-n'], { input: content });
    expect(files.some(({ path: file }) => file === 'course.key')).to.equal(true);
    expect(files.some(({ path: file }) => existsSync(file) && file.startsWith('/'))).to.equal(
      false,
    );
  });
});
