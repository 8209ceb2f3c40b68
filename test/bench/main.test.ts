import { type ChildProcess, spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';
import { type Report, readReport } from '../../lib/handout/speed-report.ts';
import { rate, reportOf, rowOf } from './made-up.ts';
import { formatReport } from './report.ts';

const program = join(courseRoot, 'test', 'bench', 'main.ts');
const tiny = ['sockets', '--only', 'echo-two,echo-clients', '--quick', '--rounds', '2'];

describe('npm run bench', function () {
  this.timeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-bench-test-'));
  const first = join(folder, 'first.json');
  after(() => rmSync(folder, { recursive: true }));

  function start(...args: readonly string[]): ChildProcess {
    return spawn(process.execPath, [program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async function bench(...args: readonly string[]) {
    const child = start(...args);
    const [[status], stdout, stderr] = await Promise.all([
      once(child, 'exit'),
      text(child.stdout ?? process.stdin),
      text(child.stderr ?? process.stdin),
    ]);
    return { status, stdout, stderr };
  }

  it('measures really, and writes JSON', async () => {
    const { status, stdout } = await bench(...tiny, '--json', first);
    expect(stdout)
      .to.match(/^echo-two +µs ↓/m)
      .and.match(/^echo-clients +wirebook/m);
    expect(status).to.equal(0);
    const { areas, machine, complete } = readReport(first);
    expect(complete).to.equal(true);
    expect(machine.node).to.equal(process.version);
    const results = areas[0]?.rows[0]?.results ?? [];
    expect(results.map(({ contestant }) => contestant).slice(0, 2)).to.deep.equal([
      'wirebook',
      'node:net',
    ]);
    for (const { values, median } of results) {
      expect(values.length).to.equal(2);
      expect(median).to.be.above(0);
    }
  });

  it('compares a second run with the first, by the competitor', async () => {
    const { status, stdout } = await bench(...tiny, '--compare', first);
    expect(stdout).to.match(/Changes since the earlier report|Nothing changed/);
    expect(status).to.equal(/ worse /.test(stdout) ? 1 : 0);
  });

  it('ends with 1 where a report is worse than an earlier one, and shows both without measuring', async () => {
    const noisy = (figure: number) => [0.99, 1.01, 1].map((noise) => figure * noise);
    const [good, bad] = [100, 50].map((figure) => {
      const file = join(folder, `${figure}.json`);
      const row = rowOf(rate, { ours: noisy(figure), theirs: noisy(100) });
      writeFileSync(file, formatReport(reportOf([row])));
      return file;
    });
    const worse = await bench('--from', bad ?? '', '--compare', good ?? '');
    expect(worse.stdout).to.match(/worse +0\.50×/);
    expect(worse.status).to.equal(1);
    expect((await bench('--from', good ?? '', '--compare', bad ?? '')).status).to.equal(0);
  });

  it('prints what is known at Ctrl-C, as JSON too', async () => {
    const child = start('sockets', '--only', 'echo-two', '--rounds', '50', '--json');
    const stdout = text(child.stdout ?? process.stdin);
    // The first line of progress comes when a twentieth is done.
    for await (const [chunk] of on(child.stderr ?? process.stdin, 'data')) {
      if (/\d+ of \d+/.test(String(chunk))) break;
    }
    child.kill('SIGINT');
    const [status] = await once(child, 'exit');
    expect(status).to.equal(1);
    const report = JSON.parse(await stdout) as Report;
    expect(report.complete).to.equal(false);
    expect(report.areas[0]?.rows[0]?.results[0]?.values.length).to.be.within(1, 49);
  });

  it('ends with 2 for what it does not know', async () => {
    for (const args of [
      ['nothing'],
      ['--only', 'nothing'],
      ['--from', join(folder, 'none.json')],
    ]) {
      const { status, stderr } = await bench(...args);
      expect(stderr.trim().split('\n').length, stderr).to.be.below(3);
      expect(status, args.join(' ')).to.equal(2);
    }
    const other = join(folder, 'other.json');
    writeFileSync(other, '{ "schema": "other" }');
    expect((await bench('--compare', other)).stderr).to.match(/as a report of 'npm run bench'/);
    expect(readFileSync(other, 'utf8')).to.include('other');
  });
});
