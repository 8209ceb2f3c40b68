import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { descendants } from '../../lib/base/processes.ts';
import { checkFile } from '../../lib/check/check-file.ts';
import { checksFile } from '../../lib/exercise/bundle.ts';
import { allTasks, describeGrading, exercise } from '../grade/class-folder.ts';
import { ctrlC, Terminal } from '../terminal.ts';

interface Cell {
  readonly metadata: unknown;
  source: string[];
}

describeGrading('wirebook grade', (course) => {
  it('grades only what has changed when it is run again', async () => {
    course().handIn('ann', allTasks);
    course().handIn('ben', ['task-1']);
    const first = await course().start().ended;
    expect(first.said).to.include('2 submissions: 2 graded; median 6.5 points');
    expect(first.status).to.equal(0);
    const before = [course().stamp('ann'), course().stamp('ben')];
    course().handIn('ben', ['task-1', 'task-2']);
    await course().start().ended;
    expect(course().stamp('ann')).to.equal(before[0]);
    expect(course().stamp('ben')).not.to.equal(before[1]);
    expect(course().record('ben')?.points).to.equal(6);
  });

  it('keeps the grades at Ctrl-C, and goes on from there', async () => {
    course().handIn('ann', allTasks);
    // Long enough for the signal to come in the middle of it.
    course().handInEndless('ben');
    course().handIn('cid', ['task-1']);
    course().handIn('dan', ['task-2']);
    const first = course().start(['--jobs', '1', '--seconds', '5']);
    await first.saw(/1 of 4 graded, about \d+ s to go/);
    first.interrupt();
    await first.saw(/Finishing what is being graded/);
    const { status, said } = await first.ended;
    expect(said).to.include('Interrupted: what was graded so far (2) is kept in');
    expect(status).to.equal(1);
    expect(course().record('ann')?.points).to.equal(10);
    // The signal is none of its processes' business: what was begun came to its own end.
    expect(course().record('ben')).to.include({ status: 'graded', points: 0 });
    expect(course().record('cid')).to.equal(undefined);
    const kept = [course().stamp('ann'), course().stamp('ben')];
    const second = await course().start(['--jobs', '1', '--seconds', '5']).ended;
    expect(second.said).to.include('4 submissions: 4 graded');
    expect(second.status).to.equal(0);
    expect([course().stamp('ann'), course().stamp('ben')]).to.deep.equal(kept);
    expect(
      course()
        .gradebook()
        .map(({ student }) => student),
    ).to.deep.equal(['ann', 'ben', 'cid', 'dan']);
  });

  it('keeps grades decided by hand, also when it grades again', async () => {
    course().handIn('ann', []);
    mkdirSync(course().out);
    const comment = 'shown in the lab, "convincingly"';
    writeFileSync(
      join(course().out, 'overrides.csv'),
      `student,exercise,points,comment\nann,${exercise},8.5,"${comment.replaceAll('"', '""')}"\n`,
    );
    await course().start().ended;
    expect(course().gradebook()[0]).to.include({ points: '8.5', comment });
    course().handIn('ann', ['task-1']);
    await course().start().ended;
    expect(course().record('ann')?.points).to.equal(3);
    expect(course().gradebook()[0]).to.include({ points: '8.5', comment });
    expect(readFileSync(join(course().out, 'overrides.csv'), 'utf8')).to.include('8.5');
    const page = join(course().out, 'feedback', `ann.${exercise}.html`);
    expect(readFileSync(page, 'utf8')).to.include('convincingly');
    const results = join(course().out, 'students', 'ann', exercise, 'results.json');
    expect(JSON.parse(readFileSync(results, 'utf8'))).to.include({ score: 8.5 });
  });

  it('takes points off late submissions by the rule', async () => {
    for (const [student, day] of [
      ['ann', 1],
      ['ben', 2],
      ['cid', 4],
    ] as const) {
      const date = new Date(Date.UTC(2026, 10, day, 12));
      utimesSync(course().handIn(student, allTasks), date, date);
    }
    const rule = ['--due', '2026-11-02T00:00:00Z', '--late', '20%/day'];
    await course().start(rule).ended;
    const points = course()
      .gradebook()
      .map(({ points, penalty }) => [points, penalty]);
    expect(points).to.deep.equal([
      ['10', '0'],
      ['8', '2'],
      ['4', '6'],
    ]);
    const wrong = await course().start(['--due', 'soon']).ended;
    expect(wrong.status).to.equal(2);
    expect(wrong.said).to.include('--due soon is not a date');
  });

  it('holds submissions to the limits that it is given', async () => {
    const wasteful = {
      memory: `const hoard: Buffer[] = [];
try { for (let part = 0; part < 10; part += 1) hoard.push(Buffer.alloc(60 << 20, 1)); } catch { process.kill(process.pid, 'SIGKILL'); }`,
      files: `import { writeFileSync } from 'node:fs';
try { writeFileSync('/tmp/large', Buffer.alloc(2 << 20)); } catch { process.kill(process.pid, 'SIGKILL'); }`,
      processes: `import { spawn } from 'node:child_process';
for (let child = 0; child < 30; child += 1)
  spawn('/bin/sleep', ['60']).on('error', () => process.kill(process.pid, 'SIGKILL'));`,
    };
    for (const [student, extra] of Object.entries(wasteful)) {
      course().handIn(student, allTasks, extra);
    }
    const outcomes = () =>
      Object.keys(wasteful).map((student) => {
        const { status, points } = course().record(student) ?? {};
        return { student, status, points };
      });
    await course().start(['--jobs', '2']).ended;
    expect(outcomes()).to.deep.equal([
      { student: 'memory', status: 'graded', points: 10 },
      { student: 'files', status: 'graded', points: 10 },
      { student: 'processes', status: 'graded', points: 10 },
    ]);
    const limits = ['--memory', '300', '--files', '1', '--processes', '30'];
    await course().start(['--jobs', '2', ...limits]).ended;
    const stopped = outcomes().map(({ status }) => status);
    const said = JSON.stringify(Object.keys(wasteful).map((name) => course().record(name)?.reason));
    expect(stopped, said).to.deep.equal(['stopped', 'stopped', 'stopped']);
  });

  it('comes to the points of wirebook check where cells were copied, and locked ones edited', async () => {
    const file = course().handIn('ann', allTasks);
    const notebook = JSON.parse(readFileSync(file, 'utf8')) as { cells: Cell[] };
    const find = (id: string) =>
      notebook.cells.findIndex(({ metadata }) =>
        JSON.stringify(metadata).includes(`"grade_id":"${id}"`),
      );
    const contract = notebook.cells[find('contract')];
    if (contract === undefined) throw new Error('the exercise has no contract');
    contract.source = ["import { once } from 'node:events';\n", ...contract.source];
    const good = notebook.cells[find('task-1')];
    if (good === undefined) throw new Error('the exercise has no first task');
    // An older attempt above the good one, which needs what was added to the contract.
    const older = {
      ...good,
      source: ['function openServer(): never { throw new Error("older"); }'],
    };
    good.source = [...good.source, '\nvoid once;'];
    notebook.cells.splice(find('task-1'), 0, older);
    writeFileSync(file, JSON.stringify(notebook));
    const checked = await checkFile(file);
    await course().start().ended;
    const record = course().record('ann');
    expect([checked.points, record?.points]).to.deep.equal([10, 10]);
    expect(checked.remarks).to.deep.equal([
      'the locked cell contract was edited: your version was run, and then the original',
      'the cell task-1 stands 2 times: the last edited one was taken',
    ]);
    expect(record?.remarks).to.deep.equal(checked.remarks);
  });

  it('has a grade for everybody of a roster, and grades anew whom it is told to', async () => {
    const handedIn = course().handIn('ann', ['task-1']);
    course().handIn('mallory', ['task-1']);
    const roster = course().put('../roster.csv', 'name,team\nAnn,\nBob,ann\nCid,\n');
    const first = await course().start(['--roster', roster]).ended;
    expect(first.said).to.include('Not in the roster:\n  mallory\n');
    const rows = () =>
      course()
        .gradebook()
        .map(({ student, status, points }) => `${student} ${status} ${points}`);
    expect(rows()).to.deep.equal([
      'Bob graded 3',
      'Cid missing 0',
      'ann graded 3',
      'mallory graded 3',
    ]);
    expect(course().handedIn('ann')).to.equal(readFileSync(handedIn, 'utf8'));
    const summary = readFileSync(join(course().out, 'summary.html'), 'utf8');
    expect(summary).to.include('Who has handed in the same');
    const checks = course()
      .gradebook('checks.csv')
      .filter(({ student }) => student === 'Bob');
    expect(checks.reduce((sum, { points }) => sum + Number(points), 0)).to.equal(3);
    const before = ['ann', 'mallory'].map((student) => course().stamp(student));
    course().handIn('ann', allTasks);
    course().handIn('mallory', allTasks);
    const only = await course().start(['--roster', roster, '--student', 'ann', '--force']).ended;
    expect(only.said).to.include(
      'Other points than before:\n  ann, 02-server-lifecycle: 3 before, 10 now\n',
    );
    expect(rows()).to.include.members(['ann graded 10', 'mallory graded 3']);
    expect(course().stamp('ann')).not.to.equal(before[0]);
    expect(course().stamp('mallory')).to.equal(before[1]);
    const unknown = await course().start(['--student', 'nobody']).ended;
    expect(unknown.said).to.include('There is no student nobody; there are ann, mallory');
    expect(unknown.status).to.equal(2);
  });

  it('shows what a student’s code said, and does not let it steer the terminal', async () => {
    const evil = `import { writeSync } from 'node:fs';
writeSync(2, '\\x1b[2J\\x1b]52;c;aGk=\\x07 gone');
process.kill(process.pid, 'SIGKILL');`;
    course().handIn('mallory', allTasks, evil);
    const { said } = await course().start().ended;
    expect(said).to.include('mallory: stopped');
    expect(said).to.include('\u241b[2J\u241b]52;c;aGk=\u2407 gone');
    expect(said).not.to.include('\x1b');
  });

  it('shows nothing of the hidden checks in any report', async () => {
    course().handIn('ann', ['task-1']);
    await course().start().ended;
    expect(course().record('ann')?.points).to.equal(3);
    // Without quotes, which a page spells otherwise.
    const code = readFileSync(checksFile(exercise), 'utf8')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => /\b(scene|learner|client|listener)\./.test(line) && !/["'`<>&]/.test(line));
    expect(code.length).to.be.greaterThan(10);
    const written = readdirSync(course().out, { recursive: true, withFileTypes: true });
    for (const file of written.filter((entry) => entry.isFile())) {
      const text = readFileSync(join(file.parentPath, file.name), 'utf8');
      expect(
        code.filter((line) => text.includes(line)),
        file.name,
      ).to.deep.equal([]);
    }
  });

  it('refuses where namespaces are forbidden, unless the container is trusted', async () => {
    course().handIn('ann', allTasks);
    const programs = join(course().folder, 'programs');
    mkdirSync(programs);
    writeFileSync(
      join(programs, 'bwrap'),
      '#!/bin/sh\necho "bwrap: No permissions to create new namespace" >&2\nexit 1\n',
    );
    chmodSync(join(programs, 'bwrap'), 0o755);
    const env = { ...process.env, PATH: [programs, process.env.PATH].join(delimiter) };
    const refused = await course().start([], { env }).ended;
    expect(refused.status).to.equal(2);
    expect(refused.said).to.include('No permissions to create new namespace');
    expect(refused.said).to.include('--trust-container');
    expect(course().record('ann')).to.equal(undefined);
    const trusted = await course().start(['--trust-container'], { env }).ended;
    expect(trusted.said).to.include('1 graded');
    expect(trusted.status).to.equal(0);
    expect(course().record('ann')).to.include({ points: 10 });
  });

  it('grades the same cells of two students once, and gives both their own feedback', async () => {
    course().handIn('ann', ['task-1']);
    course().handIn('ben', ['task-1']);
    await course().start(['--jobs', '2']).ended;
    const [ann, ben] = [course().record('ann'), course().record('ben')];
    expect(ann?.points).to.equal(3);
    expect(ben?.outcomes).to.deep.equal(ann?.outcomes);
    expect(ben?.cpu).to.equal(ann?.cpu);
    for (const student of ['ann', 'ben']) {
      const page = join(course().out, 'feedback', `${student}.${exercise}.html`);
      expect(readFileSync(page, 'utf8')).to.include(student);
    }
  });

  it('writes a row for every student, whatever was handed in', async () => {
    course().handIn('Ada Lovelace_12345_assignsubmission_file_', allTasks);
    course().put('Zoë Ångström_77_assignsubmission_file_answer.ipynb', 'half of {');
    mkdirSync(join(course().submissions, 'Jon Postel_88_assignsubmission_file_'));
    const { said, status } = await course().start().ended;
    expect(said).to.include('3 submissions: 1 graded, 1 missing, 1 unreadable');
    expect(status).to.equal(0);
    const moodle = course().gradebook('gradebook.moodle.csv');
    expect(moodle.map(({ Identifier, Grade }) => [Identifier, Grade])).to.have.deep.members([
      ['Participant 12345', '10'],
      ['Participant 77', '0'],
      ['Participant 88', '0'],
    ]);
    expect(course().gradebook('gradebook.canvas.csv')[0]).to.include({ [exercise]: '10' });
  });
});

describeGrading('wirebook grade in a terminal', (course) => {
  const grade = (options: readonly string[] = [], columns = 40) =>
    Terminal.wirebook(['grade', course().submissions, '--out', course().out, ...options], {
      columns,
    });

  it('keeps its progress in one line, however narrow the terminal is', async () => {
    for (const student of ['ann', 'ben', 'cid'])
      course().handIn(student, ['task-1'], `// ${student}`);
    await using terminal = grade(['--jobs', '1'], 30);
    const { written, status } = await terminal.ended;
    expect(status).to.equal(0);
    const [progress = ''] = written.split('3 submissions:');
    expect(progress).to.match(/1 of 3 graded.*2 of 3 graded.*3 of 3 graded/s);
    // Escape sequences draw over the line, and take no room.
    for (const line of stripVTControlCharacters(progress).split(/[\r\n]+/)) {
      expect(line.trim().length, line).to.be.at.most(30);
    }
  });

  it('says on a line of its own that it finishes, and keeps grades of before in the grade book', async () => {
    course().handIn('zoe', allTasks);
    await course().start(['--seconds', '5']).ended;
    course().handIn('ann', ['task-1']);
    course().handInEndless('ben');
    course().handIn('cid', ['task-2']);
    await using terminal = grade(['--jobs', '1', '--seconds', '5'], 80);
    await terminal.saw(/1 of 4 graded/);
    terminal.type(ctrlC);
    const { written, status } = await terminal.ended;
    expect(written).to.match(/\n\W*Finishing what is being graded/);
    expect(status).to.equal(1);
    const students = course()
      .gradebook()
      .map(({ student }) => student);
    expect(students).to.deep.equal(['ann', 'ben', 'zoe']);
  });

  it('leaves no process when the terminal is closed, and no half of a record', async () => {
    for (const student of ['ann', 'ben', 'cid', 'dan']) {
      course().handIn(student, allTasks, `const mine = '${student}';`);
    }
    await using terminal = grade(['--jobs', '2']);
    await terminal.saw(/1 of 4 graded/);
    const processes = descendants(terminal.pid);
    expect(processes.length).to.be.greaterThan(0);
    const startedAt = processes.map(startOf);
    terminal.close();
    await terminal.ended;
    while (
      processes.some((pid, index) => startOf(pid) !== '' && startOf(pid) === startedAt[index])
    ) {
      await delay(10);
    }
    const { said } = await course().start().ended;
    expect(said).to.include('4 submissions: 4 graded; median 10 points');
  });

  it('prints no stack where it is interrupted before it has begun', async () => {
    course().handIn('ann', allTasks);
    await course().start().ended;
    const before = readFileSync(join(course().out, 'gradebook.csv'), 'utf8');
    // Whatever the signal meets: the search for namespaces, the bundler of the checks, the first answers.
    for (const milliseconds of [200, 250, 300, 350]) {
      await using terminal = grade();
      await delay(milliseconds);
      terminal.type(ctrlC);
      const { written } = await terminal.ended;
      expect(written).not.to.include('    at ');
      expect(readFileSync(join(course().out, 'gradebook.csv'), 'utf8')).to.equal(before);
    }
  });
});

/** When a process was started; '' once it has ended. */
function startOf(pid: number): string {
  try {
    const [state, ...fields] =
      readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return state === 'Z' ? '' : (fields[18] ?? '');
  } catch {
    // It has ended.
    return '';
  }
}
