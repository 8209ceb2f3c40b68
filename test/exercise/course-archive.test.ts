import { expect } from 'chai';
import { learnersFiles, makeArchive } from '../../lib/exercise/course-archive.ts';
import { courseKey } from '../../lib/exercise/seal.ts';
import { readArchive, roomOfClass } from '../../lib/grade/archive.ts';

const name = '02-server-lifecycle';

describe("the learners' bundle", () => {
  it('holds no solution, no test and no checks that can be read', async () => {
    const files = await learnersFiles(courseKey);
    const paths = files.map(({ path }) => path);
    expect(paths.filter((path) => /^(solutions|test)\//.test(path))).to.deep.equal([]);
    expect(paths).to.include.members([
      'package.json',
      `exercises/${name}.ipynb`,
      `exercises/.released/${name}.ipynb`,
    ]);
    const secret = 'tells its caller that a port is taken';
    expect(
      files.filter(({ content }) => content.includes(secret)).map(({ path }) => path),
    ).to.deep.equal([]);
  });

  it('is the same bytes in every time zone and at any time', async () => {
    const files = (await learnersFiles(courseKey)).filter(({ path }) => path.endsWith('.ipynb'));
    const first = await makeArchive(files);
    const zone = process.env.TZ;
    process.env.TZ = 'Asia/Kolkata';
    const second = await makeArchive(files.toReversed());
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
    expect(first.equals(second)).to.equal(true);
    const { files: read } = await readArchive(first, { room: roomOfClass() });
    expect(read).to.have.length(files.length);
  });
});
