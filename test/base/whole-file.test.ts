import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { exercise, expectSentence, Learner } from '../faults/learner.ts';
import { smallDisk } from '../faults/small-disk.ts';

describe('on a full disk', function () {
  this.timeout(120_000);
  let learner: Learner;

  before(async () => {
    learner = await Learner.create();
  });
  afterEach(() => learner.restore());
  after(() => learner?.remove());

  for (const name of ['reset', 'release']) {
    it(`${name} changes nothing and says so, and ends its work once there is room`, () => {
      const saved = learner.answer('not to be lost');
      const folder = join(learner.course.folder, 'exercises');
      const files = readdirSync(folder);
      for (const free of [0, 4, 8]) {
        const disk = smallDisk(folder, { free, copy: join(learner.folder, 'disk') });
        const ended = learner.wirebook([name, exercise], disk);
        expectSentence(
          ended,
          /^Cannot write \/.*\/00-start-here\.ipynb: no space left on the disk; free some \('df -h' shows which disk is full\), then run the same command again$/m,
        );
        learner.expectNothingLost(saved, disk.folder);
        expect(readdirSync(disk.folder)).to.deep.equal(files);
      }
      const disk = smallDisk(folder, { free: 40, copy: join(learner.folder, 'disk') });
      expect(learner.wirebook([name, exercise], disk).status).to.equal(0);
      learner.expectNothingLost(saved, disk.folder);
    });
  }

  it('a build of the handouts says which disk, and leaves no half of it', () => {
    const out = join(learner.folder, 'small');
    mkdirSync(out);
    const disk = smallDisk(out, { free: 8, copy: join(learner.folder, 'copy') });
    const [pages, cache] = [join(out, 'pages'), join(out, 'cache')];
    const args = ['handouts', '--only', '00', '--out', pages, '--cache', cache];
    expectSentence(
      learner.wirebook(args, disk),
      /^Cannot write \/.*\/cache\/runs\/\w+: no space left on the disk; free some/m,
    );
    const left = readdirSync(disk.folder, { recursive: true });
    expect(left.sort()).to.deep.equal(['cache', 'cache/pages', 'cache/runs']);
  });

  it('a report that is not printed whole is no success', () => {
    const under = ['sh', '-c', '"$@" > /dev/full', 'sh'];
    for (const args of [['progress'], ['progress', '--json']]) {
      expectSentence(
        learner.wirebook(args, { under }),
        /^Cannot write what this command prints: no space left on the disk; free some/m,
      );
    }
  });

  it('is said once, however many lines could not be printed', () => {
    const under = ['sh', '-c', '"$@" > /dev/full', 'sh'];
    const { stderr } = learner.wirebook(['run', `exercises/${exercise}.ipynb`], { under });
    expect(stderr.match(/Cannot write what this command prints/g), stderr).to.have.lengthOf(1);
  });

  it('a limit on the size of files is said to be one', () => {
    const saved = learner.answer('larger than a kilobyte');
    expectSentence(
      learner.wirebook(['reset', exercise], { under: ['prlimit', '--fsize=1024'] }),
      /^Cannot write \/.*00-start-here\.ipynb: this shell limits the size of files \('ulimit -f'\)/m,
    );
    learner.expectNothingLost(saved);
  });
});
