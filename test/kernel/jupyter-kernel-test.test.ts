import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { courseRoot, pythonTool } from '../../lib/base/paths.ts';
import { installKernelspec } from '../../lib/kernel/kernelspec.ts';

describe("Jupyter's own test of kernels", () => {
  const environment = mkdtempSync(join(tmpdir(), 'kernelspec-'));
  before(() => installKernelspec(environment));
  after(() => rmSync(environment, { recursive: true }));

  it('passes whole, pager aside', async function () {
    this.timeout(90_000);
    const script = join(courseRoot, 'test', 'kernel', 'jupyter_kernel_test_wirebook.py');
    const env = { ...process.env, JUPYTER_PATH: join(environment, 'share', 'jupyter') };
    const { stderr } = await promisify(execFile)(pythonTool('python'), [script], { env });
    expect(stderr).to.match(/Ran 13 tests in \S+\n\nOK \(skipped=1\)/);
  });
});
