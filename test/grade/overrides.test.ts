import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readOverrides, unusedOverrides } from '../../lib/grade/overrides.ts';
import { record } from './hostile-record.ts';

describe('grades decided by hand', () => {
  let folder: string;
  let path: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'wirebook-overrides-'));
    path = join(folder, 'overrides.csv');
  });
  after(() => rmSync(folder, { recursive: true }));
  const read = (content: string | Buffer) => {
    writeFileSync(path, content);
    return readOverrides(path);
  };
  const mine = 'ada-1/02-server-lifecycle';

  it('are read as spreadsheets write them', () => {
    const rows =
      'Student;Exercise;Points;Comment\r\nada-1;02-server-lifecycle;9,5;"gut; M\u00fcller"\r\n;;;\r\n';
    const expected = { points: 9.5, comment: 'gut; M\u00fcller' };
    for (const content of [
      rows,
      `\ufeff${rows}`,
      Buffer.from(rows, 'latin1'),
      Buffer.from(`\ufeff${rows.replaceAll(';', '\t').replace('gut\t', 'gut;')}`, 'utf16le'),
    ]) {
      expect(Object.fromEntries(read(content))).to.deep.equal({ [mine]: expected });
    }
    expect(read('student,exercise,points\nada-1,02-server-lifecycle,9\n').get(mine)).to.deep.equal({
      points: 9,
      comment: '',
    });
  });

  it('are refused whole where a row is wrong', () => {
    const head = 'student,exercise,points\n';
    expect(() => read('name,points\nada,3\n')).to.throw('lacks student and exercise');
    expect(() => read(`${head}ada-1,02-server-lifecycle,95\n`)).to.throw(
      'row 2: 95 points are more than the 10 of 02-server-lifecycle',
    );
    expect(() => read(`${head}ada-1,02,-1\n`)).to.throw('row 2: nobody can have -1 points');
    expect(() => read(`${head}ada-1,02,Infinity\n`)).to.throw(
      'row 2: nobody can have Infinity points',
    );
    expect(() => read(`${head}ada-1,02,1\nada-1,02,2\n`)).to.throw(
      'row 3: ada-1 has points for 02',
    );
    const absent = join(folder, 'absent.csv');
    expect(() => readOverrides(absent, { isRequired: true })).to.throw('There is no');
  });

  it('are reported where they belong to no record', () => {
    const rows =
      'student,exercise,points\nada-1,02-server-lifecycle,9\nAda,02-server-lifecycle,9\n';
    expect(unusedOverrides(read(rows), [record()])).to.deep.equal(['Ada/02-server-lifecycle']);
  });
});
