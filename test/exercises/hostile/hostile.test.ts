import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { courseRoot } from '../../../lib/base/paths.ts';
import { exercisePath } from '../../../lib/exercise/release.ts';
import { gradeClass } from '../../../lib/grade/grade-class.ts';
import type { GradeRecord } from '../../../lib/grade/record.ts';
import {
  defaultLimits,
  namespaceSandbox,
  type ResourceLimits,
  type Sandbox,
} from '../../../lib/grade/sandbox.ts';
import { type Notebook, readNotebook, writeNotebook } from '../../../lib/notebook/format.ts';
import { needsNamespaces } from '../../needs-namespaces.ts';
import { type Attack, type Target, toCell } from './attack.ts';
import { forging } from './forging.ts';
import { resources } from './resources.ts';
import { trespass } from './trespass.ts';

const name = '02-server-lifecycle';
const folder = mkdtempSync(join(tmpdir(), 'wirebook-hostile-'));
const target: Target = {
  courseRoot,
  submissions: join(folder, 'in'),
  out: join(folder, 'out'),
  // Known before the server listens, because the list of attacks is; nothing else listens there.
  port: 9731,
  abstractName: `wirebook-hostile-${process.pid}`,
  mark: `98${process.pid}`,
};
const attackVariable = 'WIREBOOK_ATTACK';
const harness = join(courseRoot, 'lib/dist/check/harness.js');
const harnessWritten = statSync(harness).mtimeMs;
const attacks: readonly Attack[] = [...forging, ...resources(target), ...trespass(target)];
const slug = (attack: Attack) => attack.name.replace(/[^a-z0-9]+/gi, '-').replace(/-$/, '');

describe('hostile submissions', function () {
  this.timeout(400_000);
  let records: ReadonlyMap<string, GradeRecord>;
  let servers: readonly Server[];
  let visitors = 0;

  before(async function () {
    needsNamespaces.call(this);
    servers = [createServer(), createServer()];
    for (const [index, server] of servers.entries()) {
      server.on('connection', () => {
        visitors += 1;
      });
      if (index === 0) server.listen(target.port, '127.0.0.1');
      else server.listen(`\0${target.abstractName}`);
      await once(server, 'listening');
    }
    process.env.WIREBOOK_SECRET_TOKEN = 'not for learners';
    const release = readNotebook(exercisePath(name));
    for (const attack of attacks) handIn(slug(attack), withTask1(release, toCell(attack)));
    handIn('honest', readNotebook(join(courseRoot, 'solutions', `${name}.ipynb`)));
    const startedAt = performance.now();
    await grade('honest', defaultLimits);
    rmSync(join(target.out, 'honest'), { recursive: true });
    // As patient as this machine needs now: most attacks are over only when patience is.
    const seconds = Math.ceil(2 + (2 * (performance.now() - startedAt)) / 1000);
    const graded = await grade('', { ...defaultLimits, seconds });
    records = new Map(graded.map((record) => [record.student, record]));
  });

  after(() => {
    for (const server of servers ?? []) server.close();
    delete process.env.WIREBOOK_SECRET_TOKEN;
    rmSync(folder, { recursive: true, force: true });
  });

  it('are at least forty, and the batch of them comes to its end', () => {
    expect(attacks).to.have.length.of.at.least(40);
    expect(records.size).to.equal(attacks.length + 1);
  });

  it('do not disturb an honest one among them', () => {
    expect(records.get('honest')).to.include({ status: 'graded', points: 10 });
  });

  for (const attack of attacks) {
    it(`gains nothing, reaches nothing and leaves nothing when it ${attack.name}`, () => {
      const record = records.get(slug(attack));
      expect(record?.points, record?.reason).to.equal(0);
      expect(record?.status).to.be.oneOf(['graded', 'stopped']);
      expect(saidOf(record)).to.match(attack.says ?? /The attack ran/);
      expectLimitsKept(record);
      expect(processesWith(`${attackVariable}=${slug(attack)}`), 'processes left').to.deep.equal(
        [],
      );
      expectNothingOutside();
    });
  }

  it('leave no process behind that has hidden its origin', () => {
    expect(processesWith(target.mark)).to.deep.equal([]);
  });

  /** The watch looks every now and then: what is used in between may be more, but never without bound. */
  function expectLimitsKept(record: GradeRecord | undefined): void {
    expect(record?.duration, 'duration').to.be.lessThan(60_000);
    expect(record?.peak?.memory, 'memory').to.be.lessThan(4 * defaultLimits.memory);
    expect(record?.peak?.processes, 'processes').to.be.lessThan(4 * defaultLimits.processes);
  }

  function expectNothingOutside(): void {
    expect(visitors, 'visitors at servers outside').to.equal(0);
    expect(existsSync('/usr/lib/evil')).to.equal(false);
    expect(statSync(harness).mtimeMs, 'the harness').to.equal(harnessWritten);
    const students = readdirSync(join(target.out, 'students')).sort();
    expect(students).to.deep.equal([...records.keys()].sort());
  }
});

async function grade(folder: string, limits: ResourceLimits): Promise<readonly GradeRecord[]> {
  const { grades } = await gradeClass(join(target.submissions, folder), {
    out: join(target.out, folder),
    jobs: 4,
    limits,
    sandbox: marked(namespaceSandbox(limits)),
  });
  return grades.map(({ record }) => record);
}

/** Names the attack in the environment of the learner's process, which all that it starts inherit. */
function marked(sandbox: Sandbox): Sandbox {
  return {
    ...sandbox,
    learner(task) {
      const command = sandbox.learner(task);
      const sources = task.type === 'cells' ? task.cells.map(({ source }) => source) : [];
      const attack = attacks.find((each) => sources.includes(toCell(each)));
      const name = attack === undefined ? 'none' : slug(attack);
      return { ...command, env: { ...command.env, [attackVariable]: name } };
    },
  };
}

function handIn(student: string, notebook: Notebook): void {
  const path = join(target.submissions, student, `${name}.ipynb`);
  mkdirSync(join(target.submissions, student), { recursive: true });
  writeNotebook(path, notebook);
}

function withTask1(notebook: Notebook, source: string): Notebook {
  const cells = notebook.cells.map((cell) => (cell.id === 'task-1' ? { ...cell, source } : cell));
  return { ...notebook, cells };
}

/** All that the grader says of an answer. */
function saidOf(record: GradeRecord | undefined): string {
  const failures = record?.outcomes.map(({ failure }) => failure?.message ?? '') ?? [];
  return [record?.reason ?? '', ...failures].join('\n');
}

/** The processes that have `text` in their command line or in their environment. */
function processesWith(text: string): readonly string[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => ['cmdline', 'environ'].some((file) => readProc(pid, file).includes(text)));
}

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // It has ended, so it is not left.
    return '';
  }
}
