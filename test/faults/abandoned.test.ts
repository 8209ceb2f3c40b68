import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { writeWhole } from '../../lib/base/whole-file.ts';
import { recoverBuild, swapIn } from '../../lib/handout/swap-in.ts';

describe('what a process has left that was ended in the middle', () => {
  let folder: string;
  /** The number of a process that has ended. */
  const dead = spawnSync('true').pid;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wirebook-abandoned-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function build(name: string, text: string): string {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'index.html'), text);
    return join(folder, name);
  }

  it('is removed by the next one that writes there; what others work on stays', () => {
    for (const pid of [dead, process.pid]) writeFileSync(join(folder, `a.csv.${pid}.tmp`), 'half');
    writeWhole(join(folder, 'b.csv'), 'whole');
    expect(readdirSync(folder).sort()).to.deep.equal([`a.csv.${process.pid}.tmp`, 'b.csv']);
  });

  it('is the last build under another name: it comes back', () => {
    build(`pages.old-${dead}`, 'last');
    build(`pages.new-${dead}-Ab12Cd`, 'half');
    build(`pages.new-${process.pid}-Ab12Cd`, 'of another');
    recoverBuild(join(folder, 'pages'));
    expect(readdirSync(folder).sort()).to.deep.equal(['pages', `pages.new-${process.pid}-Ab12Cd`]);
    expect(readFileSync(join(folder, 'pages', 'index.html'), 'utf8')).to.equal('last');
  });

  it('is an older build beside the new one: it goes', () => {
    build(`pages.old-${dead}`, 'older');
    swapIn(build('built', 'new'), join(folder, 'pages'));
    recoverBuild(join(folder, 'pages'));
    expect(readdirSync(folder)).to.deep.equal(['pages']);
    expect(readFileSync(join(folder, 'pages', 'index.html'), 'utf8')).to.equal('new');
  });
});
