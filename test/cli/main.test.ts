import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { exercise, expectSentence, Learner } from '../faults/learner.ts';
import { holdAddresses } from '../hold-address.ts';

const notebook = `exercises/${exercise}.ipynb`;

describe('wirebook, where something around it is not as it should be:', function () {
  this.timeout(120_000);
  let learner: Learner;
  let saved: string;

  before(async () => {
    learner = await Learner.create();
    saved = learner.answer('mine');
  });
  after(() => learner?.remove());
  afterEach(() => learner.expectNothingLost(saved));

  describe('a checkout that cannot be written to', () => {
    const readOnly = () => {
      const { folder } = learner.course;
      return ['bwrap', '--dev-bind', '/', '/', '--ro-bind', folder, folder, '--chdir', folder];
    };

    it('is good enough to check and to see the progress', () => {
      const { status, stdout } = learner.wirebook(['check', notebook], { under: readOnly() });
      expect(stdout).to.include(`${exercise}: 0 of 10 points`);
      expect(status).to.equal(1);
      expect(learner.wirebook(['progress'], { under: readOnly() }).status).to.equal(0);
    });

    for (const args of [
      ['reset', exercise],
      ['release', exercise],
      ['release', '--out', 'bundle.zip'],
      ['run', notebook, '--out', 'ran'],
      ['handouts', '--only', '00'],
      ['new', 'exercise', '77-new'],
    ]) {
      it(`ends ${args.join(' ')} with advice`, () => {
        const ended = learner.wirebook(args, { under: readOnly() });
        expectSentence(ended, /that file system is read-only; copy the course to a folder of your/);
      });
    }
  });

  const { HOME: _, LANG: __, LC_ALL: ___, ...bare } = process.env;
  const nowhere = { HOME: '/proc/nobody', TMPDIR: '/proc/nowhere' };
  for (const [what, env] of Object.entries<NodeJS.ProcessEnv>({
    'no HOME and no locale': bare,
    'a HOME and a TMPDIR that are not there, and a Turkish locale': {
      ...bare,
      ...nowhere,
      LANG: 'tr_TR.UTF-8',
    },
    'a locale that the system does not have': {
      ...bare,
      LANG: 'xx_YY.ISO-8859-9',
      LC_ALL: 'POSIX',
    },
  })) {
    it(`${what}: no matter`, () => {
      const { status, stdout } = learner.wirebook(['check', notebook], { env });
      expect(stdout).to.include(`${exercise}: 0 of 10 points`);
      expect(status).to.equal(1);
    });
  }

  it('a standard output that is closed early ends nothing early', () => {
    const closed = ['sh', '-c', '"$@" | head -c 1; exit 0', 'sh'];
    const { status, stdout, stderr } = learner.wirebook(['progress', '--json'], { under: closed });
    expect({ status, stdout, stderr }).to.deep.equal({ status: 0, stdout: '[', stderr: '' });
  });

  it('no standard streams at all are enough', () => {
    const under = ['sh', '-c', 'exec "$@" <&- >&- 2>&-', 'sh'];
    expect(learner.wirebook(['progress'], { under }).status).to.equal(0);
    expect(learner.wirebook(['check', notebook], { under }).status).to.equal(1);
  });

  it('a folder that was removed under the shell is said to be so', () => {
    const gone = join(learner.folder, 'gone');
    const under = ['sh', '-c', 'mkdir "$0" && cd "$0" && rmdir "$0" && exec "$@"', gone];
    expectSentence(
      learner.wirebook(['reset', exercise], { under }),
      /^The folder this shell is in was removed: go to one that is there, such as with 'cd "\$HOME"'$/m,
    );
  });

  it('too few open files are said to be so', () => {
    const under = ['prlimit', '--nofile=24'];
    for (const args of [
      ['check', notebook],
      ['run', notebook],
      ['grade', notebook, '--out', join(learner.folder, 'graded')],
      ['release', '--folder', join(learner.folder, 'released')],
      ['release', '--out', join(learner.folder, 'bundle.zip')],
    ]) {
      const ended = learner.wirebook(args, { under });
      expectSentence(
        ended,
        /^Cannot start .*: this shell allows too few open files; run 'ulimit -n/m,
      );
    }
  });

  it('a place that is a file, or belongs to another, is named', () => {
    const file = join(learner.course.folder, 'README.md');
    expectSentence(
      learner.wirebook(['release', exercise, '--folder', join(file, 'there')]),
      /^Cannot write \/.*README\.md\/there\/.*: a part of this path is a file, not a folder/m,
    );
    const folder = join(learner.folder, 'folder');
    mkdirSync(folder);
    expectSentence(
      learner.wirebook(['release', '--out', folder]),
      /^Cannot write \/.*folder: it is a folder; name a file/m,
    );
  });

  it('handouts do not replace a folder of other things', () => {
    const { folder } = learner.course;
    expectSentence(
      learner.wirebook(['handouts', '--only', '00', '--out', join(folder, 'exercises')]),
      /^\/.*exercises holds other files, which the handouts would replace: name a new folder/m,
    );
  });
});

describe('wirebook in a folder with spaces, quotes and letters of all sorts', function () {
  this.timeout(120_000);
  holdAddresses(0);

  it('checks, resets and releases', async () => {
    const learner = await Learner.create("Zoë's “Übung” $HOME `x` 練習 #1 & 100%");
    try {
      const saved = learner.answer('mine');
      expect(learner.wirebook(['check', notebook]).stdout).to.include('0 of 10 points');
      for (const args of [['reset', '0'], ['release', exercise], ['progress']]) {
        const { status, stderr } = learner.wirebook(args);
        expect(status, stderr).to.equal(0);
      }
      const lesson = 'notebooks/00-start-here.ipynb';
      expect(learner.wirebook(['run', lesson]).status).to.equal(0);
      learner.expectNothingLost(saved);
    } finally {
      learner.remove();
    }
  });
});
