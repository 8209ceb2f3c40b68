import { expect } from 'chai';
import type { AreaReport } from '../../lib/handout/speed-report.ts';
import { holdAddresses } from '../hold-address.ts';
import { areas } from './areas.ts';
import { runBench } from './run.ts';

describe('the areas of the bench', function () {
  this.timeout(240_000);
  // The first exercise is checked.
  holdAddresses(0);

  /** Runs what an area can do without installing anything. */
  async function run(name: string, only: readonly string[]): Promise<AreaReport | undefined> {
    const here = areas
      .filter((area) => area.name === name)
      .map((area) => ({
        ...area,
        candidates: area.candidates.filter(({ source }) => source === undefined),
      }));
    const report = await runBench(here, { scale: 'quick', rounds: 1, only });
    return report.areas[0];
  }

  for (const area of areas) {
    it(`${area.name} names everything once, in both scales alike, and begins with ours`, () => {
      const names = (scale: 'full' | 'quick') => [
        ...area.jobs(scale).flatMap(({ measurements }) => measurements.map(({ name }) => name)),
        ...area.curves(scale).map(({ name }) => name),
      ];
      expect(new Set(names('full')).size).to.equal(names('full').length);
      expect(names('full')).to.include.members(names('quick'));
      expect(area.candidates[0]?.name).to.equal('wirebook');
      expect(area.candidates[0]?.source).to.equal(undefined);
    });

    it(`${area.name} has a figure for each size of its growth`, () => {
      for (const scale of ['full', 'quick'] as const) {
        for (const { name, sizes, jobOf } of area.curves(scale)) {
          expect(sizes.length).to.be.at.least(3);
          for (const size of sizes) {
            expect(jobOf(size).measurements.map((each) => each.name)).to.deep.equal([name]);
          }
        }
      }
    });
  }

  it('measure a session of the kernel', async () => {
    const area = await run('kernel', ['ready', 'cell', 'shutdown']);
    expect(area?.leftOut).to.deep.equal([]);
    expect(area?.rows.map(({ name }) => name)).to.deep.equal(['ready', 'cell', 'shutdown']);
    for (const { results } of area?.rows ?? []) expect(results[0]?.median).to.be.above(0);
  });

  it('check a good answer in the notebook, in a terminal, and with mocha by hand', async () => {
    const area = await run('check', ['00-notebook-time', '00-terminal-time']);
    expect(area?.leftOut).to.deep.equal([]);
    const names = area?.rows.map(({ results }) => results.map(({ contestant }) => contestant));
    expect(names).to.deep.equal([
      ['wirebook', 'mocha'],
      ['wirebook', 'mocha'],
    ]);
  });
});
