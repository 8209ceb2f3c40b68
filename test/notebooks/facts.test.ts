import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';

describe('facts that the lessons state beside their cells', () => {
  for (const file of globSync('test/notebooks/??/facts/*.ts', { cwd: courseRoot }).sort()) {
    const lesson = basename(join(file, '../..'));
    it(`${lesson}: ${basename(file, '.ts').replaceAll('-', ' ')}`, function () {
      this.timeout(30_000);
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(courseRoot, file)], {
        cwd: courseRoot,
        encoding: 'utf8',
      });
      expect(status, stderr).to.equal(0);
      const [skipped] = /^skipped: .*/m.exec(stdout) ?? [];
      if (skipped !== undefined) {
        console.log(`        ${skipped}`);
        this.skip();
      }
    });
  }
});
