import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { descendants } from '../../lib/processes.ts';
import { ctrlC, Terminal } from '../terminal.ts';
import { allTasks, describeGrading } from './class-folder.ts';

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
    const [progress = ''] = written.split('\n3 submissions');
    const drawn = progress.split('\r\x1b[K');
    expect(drawn.join()).to.match(/1 of 3 graded.*2 of 3 graded.*3 of 3 graded/);
    for (const line of drawn) expect(line.trim().length, line).to.be.lessThan(30);
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
    expect(written).to.match(/\nFinishing what is being graded/);
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
      await pause(10);
    }
    const { said } = await course().start().ended;
    expect(said).to.include('4 submissions: 4 graded; median 10 points');
  });

  it('ends without a word of its innards where it is interrupted before it has begun', async () => {
    course().handIn('ann', allTasks);
    await course().start().ended;
    const before = readFileSync(join(course().out, 'gradebook.csv'), 'utf8');
    // Whatever the signal meets: the search for namespaces, the bundler of the checks, the first answers.
    for (const milliseconds of [200, 250, 300, 350]) {
      await using terminal = grade();
      await pause(milliseconds);
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
