import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { descendants } from '../../lib/base/processes.ts';
import { allTasks, describeGrading } from './class-folder.ts';

describeGrading('wirebook grade, when things go wrong', (course) => {
  it('leaves no process behind when it is killed, and goes on from there', async () => {
    course().handIn('ann', allTasks);
    course().handInEndless('ben');
    const first = course().start(['--jobs', '1', '--seconds', '100']);
    await first.saw(/1 of 2 graded/);
    const processes = await eventually(() => {
      const found = descendants(first.child.pid ?? 0);
      return found.some((pid) => /learner(\.[jt]s)? ?$/.test(commandOf(pid)))
        ? found.map((pid) => ({ pid, startedAt: startOf(pid) }))
        : undefined;
    });
    first.child.kill('SIGKILL');
    await first.ended;
    await eventually(() =>
      processes.every(({ pid, startedAt }) => startOf(pid) !== startedAt) ? true : undefined,
    );
    const kept = course().stamp('ann');
    course().handIn('ben', ['task-1']);
    const second = await course().start(['--jobs', '1', '--seconds', '100']).ended;
    expect(second.said).to.include('2 submissions: 2 graded');
    expect(course().stamp('ann')).to.equal(kept);
  });

  it('tells in one sentence that the disk is full, and goes on once it is not', async function () {
    if (process.geteuid?.() !== 0) {
      console.log('    needs root, to mount a small disk');
      this.skip();
    }
    course().handIn('ann', allTasks);
    course().handIn('ben', ['task-1']);
    mkdirSync(course().out);
    const fill =
      'mount -t tmpfs -o size=1m none "$0"; cat /dev/zero 2>/dev/null > "$0/full"; exec "$@"';
    const within = ['unshare', '--mount', 'sh', '-c', fill, course().out];
    const full = await course().start([], { within }).ended;
    const lines = full.said.trim().split('\n');
    expect(lines.at(-1)).to.match(/ENOSPC|no space left|disk is full/i);
    expect(full.said).not.to.include('    at ');
    expect(full.status).to.equal(2);
    const { said } = await course().start().ended;
    expect(said).to.include('2 submissions: 2 graded');
  });

  it('grades the others when a notebook names an exercise that the course does not have', async () => {
    course().handIn('ann', allTasks);
    course().handIn('ben', allTasks);
    const metadata = { wirebook: { exercise: '77-nonsense' } };
    course().put('eve/own.ipynb', JSON.stringify({ metadata, cells: [] }));
    const { said, status } = await course().start().ended;
    expect(said).to.include('3 submissions: 2 graded, 1 missing');
    expect(said).to.include('eve/own.ipynb: of 77-nonsense, which the course has not');
    expect(status).to.equal(0);
  });

  it('ends with all its processes when a record cannot be written', async () => {
    for (const student of ['ann', 'ben', 'cid', 'dan']) {
      course().handIn(student, [], `const mine = '${student}'; for (;;) {}`);
    }
    mkdirSync(course().out);
    writeFileSync(join(course().out, 'students'), 'no folder');
    const { said, status } = await course().start(['--jobs', '2', '--seconds', '3']).ended;
    expect(said.trim()).to.match(/^Cannot write .*: a part of this path is a file, not a folder/);
    expect(status).to.equal(2);
  });

  it('ends, and leaves no process, when the sandboxes of its processes are killed', async () => {
    for (const student of ['ann', 'ben', 'cid', 'dan']) {
      // Long enough for the walls to fall while somebody is checked.
      const extra = `await new Promise((done) => setTimeout(done, 700, '${student}'));`;
      course().handIn(student, allTasks, extra);
    }
    const run = course().start(['--jobs', '1']);
    await run.saw(/1 of 4 graded/);
    const processes = descendants(run.child.pid ?? 0).map((pid) => ({ pid, at: startOf(pid) }));
    const walls = childrenOf(run.child.pid ?? 0).filter((pid) =>
      commandOf(pid).startsWith('bwrap '),
    );
    expect(walls).to.have.length(2);
    for (const pid of walls) process.kill(pid, 'SIGKILL');
    const { status } = await run.ended;
    // Whoever was being checked at that moment may have no grade yet; nobody has a wrong one.
    expect(status).to.be.oneOf([0, 1]);
    await eventually(() => processes.every(({ pid, at }) => startOf(pid) !== at) || undefined);
    const { said } = await course().start().ended;
    expect(said).to.include('4 submissions: 4 graded; median 10 points');
  });

  it('ends detached children in a trusted container, where no namespace does', async () => {
    const mark = `97${process.pid}`;
    course().handIn(
      'eve',
      [],
      `const { spawn } = await import('node:child_process');
const { readdirSync, readFileSync } = await import('node:fs');
const script = '(setsid sleep 600 ${mark} &) ; env -i setsid sh -c "setsid sleep 600 ${mark} & exit" & exit';
spawn('/bin/sh', ['-c', script], { detached: true, stdio: 'ignore' }).unref();
const isOurs = (pid: string) => {
  try { return readFileSync('/proc/' + pid + '/cmdline', 'utf8').startsWith('sleep\\x00600\\x00${mark}'); } catch { return false; }
};
while (readdirSync('/proc').filter(isOurs).length < 2) await new Promise((done) => setTimeout(done, 10));
function openServer(_host: string, _port: number): Socket {
  throw new Error('Both children run');
}`,
    );
    const programs = join(course().folder, 'programs');
    mkdirSync(programs);
    writeFileSync(join(programs, 'bwrap'), '#!/bin/sh\nexit 1\n');
    chmodSync(join(programs, 'bwrap'), 0o755);
    const env = { ...process.env, PATH: [programs, process.env.PATH].join(delimiter) };
    const { said } = await course().start(['--trust-container'], { env }).ended;
    expect(said).to.include('1 graded');
    expect(JSON.stringify(course().record('eve')?.outcomes)).to.include('Both children run');
    await eventually(() => processesWith(mark).length === 0 || undefined);
    expect(course().record('eve')?.points).to.equal(0);
  });
});

/** Waits for `probe` to find something; the test's own time is the limit. */
async function eventually<T>(probe: () => T | undefined): Promise<T> {
  for (;;) {
    const found = probe();
    if (found !== undefined) return found;
    await delay(10);
  }
}

function processesWith(mark: string): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter(
      (pid) =>
        pid > 0 && commandOf(pid).split(' ')[0]?.endsWith('sleep') && commandOf(pid).includes(mark),
    );
}

function childrenOf(pid: number): readonly number[] {
  return descendants(pid).filter((each) => parentOf(each) === pid);
}

function parentOf(pid: number): number {
  return Number(readProc(pid, 'stat').split(') ').at(-1)?.split(' ')[1]);
}

function commandOf(pid: number): string {
  return readProc(pid, 'cmdline').replaceAll('\0', ' ');
}

/** When a process was started, which tells it from a later one with its number; '' once it has ended. */
function startOf(pid: number): string {
  const [state, ...fields] = readProc(pid, 'stat').split(') ').at(-1)?.split(' ') ?? [];
  return state === 'Z' ? '' : (fields[18] ?? '');
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // It has ended.
    return '';
  }
}
