import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Submission } from '../../lib/grade/group.ts';
import { readPlatformName } from '../../lib/grade/platform-names.ts';
import { enrol, readRoster } from '../../lib/grade/roster.ts';

function submission(fileName: string): Submission {
  const file = { path: fileName, modified: new Date(0), load: async () => Buffer.from('') };
  return { ...readPlatformName(fileName), files: [file], refused: [] };
}

describe('a roster', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wirebook-roster-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function read(text: string) {
    const path = join(folder, 'roster.csv');
    writeFileSync(path, text);
    return readRoster(path);
  }

  it('has a row for everybody, with work or without', () => {
    const handedIn = [submission('Ada L_7_assignsubmission_file_'), submission('ben')];
    const roster = read('name;id\nÁda Other;7\nBen;\nZoë;9\n');
    const { submissions, strangers } = enrol(handedIn, roster);
    expect(submissions.map(({ student, files }) => [student, files.length])).to.deep.equal([
      ['Ada-L-7', 1],
      ['Zoe-9', 0],
      ['ben', 1],
    ]);
    expect(submissions.map(({ name }) => name)).to.deep.equal(['Áda Other', 'Zoë', 'Ben']);
    expect(strangers).to.deep.equal([]);
  });

  it('gives the work of a team to each member, and names what belongs to nobody', () => {
    const handedIn = [submission('red'), submission('mallory')];
    const { submissions, strangers } = enrol(handedIn, read('name,team\nAnn,red\nBob,red\nCid,\n'));
    expect(submissions.map(({ student, files }) => [student, files[0]?.path])).to.deep.equal([
      ['Ann', 'red'],
      ['Bob', 'red'],
      ['Cid', undefined],
      ['mallory', 'mallory'],
    ]);
    expect(strangers).to.deep.equal(['mallory']);
  });

  it('has dates of their own', () => {
    const roster = read('name,due\nAnn,2026-12-03T23:59:00Z\nBob,\n');
    const { dues } = enrol([], roster);
    expect([...dues]).to.deep.equal([['Ann', new Date('2026-12-03T23:59:00Z')]]);
  });

  it('is refused whole where a row is wrong', () => {
    expect(() => read('student\nAnn\n')).to.throw('must be name,id,team,due, and lacks name');
    expect(() => read('name,id\n,7\n')).to.throw('row 2: it needs a name');
    expect(() => read('name\nAnn\nAnn\n')).to.throw('row 3: Ann stands in row 2 already');
    expect(() => read('name,due\nAnn,2026-12-03\n')).to.throw('no date with a time zone');
  });
});
