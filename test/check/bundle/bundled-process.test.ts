import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  bundleFiles,
  bundleFlags,
  processArguments,
} from '../../../lib/check/bundle/bundled-process.ts';
import { plainLearner } from '../../../lib/check/learner-command.ts';
import { runChecks } from '../../../lib/check/run-checks.ts';
import * as wirebook from '../../../lib/index.ts';

const names = ['harness', 'learner'] as const;

/** A check that passes when the notebook sees all that the package exports. */
const checks = `
const { defineExercise } = require('wirebook/exercise');
const { expect } = require('chai');
exports.default = defineExercise({
  name: '02-names',
  functions: { names: true },
  checks({ describe, it, learner }) {
    describe('Names', () => {
      it('are all there', { points: 10, hints: ['None'] }, async () => {
        expect(await learner.names()).to.deep.equal(${JSON.stringify(Object.keys(wirebook).sort())});
      });
    });
  },
});`;

describe('the bundled processes of a check', function () {
  this.timeout(60_000);

  it('are what a check starts, once the course is set up', () => {
    for (const name of names) {
      const started = [...bundleFlags, bundleFiles.start, name];
      expect(processArguments(name)).to.deep.equal(['--disable-sigusr1', ...started]);
    }
  });

  it('come with compiled code that V8 takes', () => {
    for (const name of names) {
      const [bundle, code] = [bundleFiles.bundle(name), bundleFiles.code(name)];
      const module = join(import.meta.dirname, '../../../lib/dist/check/bundle/bundled-script.js');
      const script = `
        const { readBundle } = await import(${JSON.stringify(module)});
        const { readFileSync } = await import('node:fs');
        const [bundle, code] = ${JSON.stringify([bundle, code])};
        console.log(readBundle(bundle, readFileSync(code)).cachedDataRejected);`;
      const said = execFileSync(
        process.execPath,
        [...bundleFlags, '--input-type=module', '--eval', script],
        { encoding: 'utf8' },
      );
      expect(said.trim(), name).to.equal('false');
    }
  });

  it('give cells every export of the package, lazily loaded ones too', async () => {
    const cells = [
      {
        id: 'names',
        source: `import * as wirebook from 'wirebook';
const names = () => Object.keys(wirebook).filter((name) => name !== 'default' && typeof wirebook[name as keyof typeof wirebook] !== 'undefined').sort();`,
      },
      {
        id: 'check',
        source: `const { check } = wirebook.openExercise<{ names: () => string[] }>('02-names');
await check({ names });`,
      },
    ];
    const task = { type: 'cells', folder: '/tmp', cells, compiled: [] } as const;
    const command = plainLearner(task, '/tmp');
    const report = await runChecks({
      checks,
      host: '127.0.2.1',
      seed: 1,
      learner: { command: { ...command, args: processArguments('learner') } },
    });
    expect(report.outcomes[0]?.failure, report.stopped).to.equal(undefined);
  });
});
