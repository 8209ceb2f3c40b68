import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { courseRoot, pythonTool } from '../../lib/paths.ts';

const run = promisify(execFile);

describe('a kernel started as VS Code starts it', function () {
  this.timeout(90_000);

  for (const folder of ['notebooks', 'exercises', 'solutions']) {
    it(`runs cells in ${folder}/, and finds the course from there`, async () => {
      const code = `import { Socket } from 'wirebook';
console.log(process.cwd(), typeof Socket);`;
      const { stdout } = await run(pythonTool('python'), [
        join(courseRoot, 'test', 'vscode', 'start_kernel.py'),
        join(courseRoot, folder),
        code,
      ]);
      expect(stdout).to.equal(`${join(courseRoot, folder)} function\n`);
    });
  }

  it('is the one that every notebook asks for', () => {
    for (const folder of ['notebooks', 'exercises', 'solutions']) {
      const names = readdirSync(join(courseRoot, folder)).filter((name) => name.endsWith('.ipynb'));
      for (const name of names) {
        const { metadata } = JSON.parse(readFileSync(join(courseRoot, folder, name), 'utf8'));
        expect(metadata.kernelspec, name).to.include({ name: 'tslab', language: 'typescript' });
      }
    }
  });
});

describe('Binder', function () {
  this.timeout(180_000);

  it('gets the course’s kernel into its own environment', async () => {
    const environment = mkdtempSync(join(tmpdir(), 'wirebook-binder-'));
    try {
      await run(join(courseRoot, '.binder', 'postBuild'), {
        cwd: courseRoot,
        env: { ...process.env, NB_PYTHON_PREFIX: environment },
      });
      const spec = join(environment, 'share', 'jupyter', 'kernels', 'tslab', 'kernel.json');
      expect(JSON.parse(readFileSync(spec, 'utf8')).language).to.equal('typescript');
    } finally {
      rmSync(environment, { recursive: true });
    }
  });
});
