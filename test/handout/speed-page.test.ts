import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { publish } from '../../lib/handout/build.ts';
import { speedNotebook } from '../../lib/handout/speed-page.ts';
import { type Report, readReport, recordingFile } from '../../lib/handout/speed-report.ts';
import { rate, reportOf, rowOf, time } from '../bench/made-up.ts';
import { fitGrowth } from '../bench/report.ts';
import { newFolder } from './fixture.ts';

describe('handouts: the page on speed', () => {
  const folder = newFolder();
  after(() => rmSync(folder, { recursive: true }));

  /** A run in which ours is slower in time, as fast in rate, and grows too fast. */
  function madeUp(): Report {
    const report = reportOf([
      rowOf({ ...time, why: 'It does more.' }, { ours: [4], theirs: [1] }),
      rowOf(rate, { ours: [5], theirs: [5] }),
    ]);
    const points = [1, 10, 100].map((size) => ({ size, cost: size ** 2 }));
    const results = [{ contestant: 'ours', points, growth: fitGrowth(points) }];
    const curve = { name: 'growth', title: 'Growth', of: 'things', unit: 's', results };
    return { ...report, areas: report.areas.map((area) => ({ ...area, curves: [curve] })) };
  }

  async function text(): Promise<string> {
    const { cells } = await speedNotebook(madeUp());
    return cells
      .map(({ source }) => source)
      .join('\n\n')
      .replaceAll(/\s+/g, ' ');
  }

  it('names the machine, the commit and the date of the run', async () => {
    expect(await text()).to.match(/\| Machine \| Abacus, 2 processors/);
    expect(await text())
      .to.match(/\| Date \| 2026-01-01/)
      .and.match(/\| Wirebook \| abc/);
  });

  it('says where ours loses, by how much, against whom and why', async () => {
    expect(await text()).to.match(
      /slower than the peer most like it, .*, in 1 of 2 measurements, and slower than some peer in 1\./,
    );
    expect(await text()).to.include('`time` (0.250× as good as theirs). It does more.');
  });

  it('says what grows faster than a straight line', async () => {
    expect(await text()).to.match(/ours 2\.00 \(.*\), steeper than a straight line/);
  });

  it('is listed in the index apart from the lessons, and shows drawings without their cells', async () => {
    const out = join(folder, 'pages');
    await publish(new Map(), { out, speed: await speedNotebook(madeUp()) });
    const index = readFileSync(join(out, 'index.html'), 'utf8');
    expect(index).to.match(/>Measured<[\s\S]*<a href="speed.html">How fast is this and why<\/a>/);
    const page = readFileSync(join(out, 'speed.html'), 'utf8');
    expect(page.match(/<svg[^>]* aria-label="[^"]+"/g)).to.have.length(2);
    expect(page).not.to.include('class="input"');
  });

  it('is drawn from a recording that is whole', () => {
    const recording = readReport(recordingFile);
    expect(recording.complete).to.equal(true);
    expect(recording.areas.map(({ rows }) => rows.length > 0)).not.to.include(false);
  });
});
