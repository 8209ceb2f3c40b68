import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { courseRoot, pythonTool } from '../../lib/base/paths.ts';

const run = promisify(execFile);

describe('a kernel started as VS Code starts it', function () {
  this.timeout(300_000);

  for (const folder of ['notebooks', 'exercises', 'solutions']) {
    it(`opens every notebook of ${folder}/ in its folder`, async () => {
      const notebooks = readdirSync(join(courseRoot, folder))
        .filter((name) => name.endsWith('.ipynb'))
        .map((name) => join(courseRoot, folder, name));
      expect(notebooks).not.to.deep.equal([]);
      const program = join(courseRoot, 'test', 'kernel', 'start_kernel.py');
      const { stdout } = await run(pythonTool('python'), [program, ...notebooks]);
      const lines = stdout.trimEnd().split('\n');
      expect(lines.map((line) => JSON.parse(line))).to.deep.equal(
        notebooks.map((notebook) => ({
          ...{ notebook, status: 'ok', language: 'typescript' },
          folder: join(courseRoot, folder),
        })),
      );
    });
  }

  it('is found where the recommended settings point the Python extension', () => {
    const settings = JSON.parse(readFileSync(join(courseRoot, '.vscode/settings.json'), 'utf8'));
    const python = settings['python.defaultInterpreterPath'].replace(
      ...(['${workspace' + 'Folder}', courseRoot] as const),
    );
    expect(python).to.equal(pythonTool('python'));
    const kernels = join(dirname(dirname(python)), 'share', 'jupyter', 'kernels');
    expect(readdirSync(kernels)).to.include('tslab');
  });
});

describe('Binder', function () {
  this.timeout(180_000);

  let environment: string;
  let home: string;

  before(async () => {
    environment = mkdtempSync(join(tmpdir(), 'wirebook-binder-'));
    home = mkdtempSync(join(tmpdir(), 'wirebook-binder-home-'));
    await run(join(courseRoot, '.binder', 'postBuild'), {
      cwd: courseRoot,
      env: { ...process.env, HOME: home, NB_PYTHON_PREFIX: environment },
    });
  });
  after(() => {
    rmSync(environment, { recursive: true });
    rmSync(home, { recursive: true });
  });

  it('gets the course’s kernel into its own environment', () => {
    const spec = join(environment, 'share', 'jupyter', 'kernels', 'tslab', 'kernel.json');
    expect(JSON.parse(readFileSync(spec, 'utf8')).language).to.equal('typescript');
  });

  it('gets the course’s settings and styles where its JupyterLab reads them', async () => {
    // A JupyterLab of another environment, such as Binder's, reads them from these places.
    const program = `
import json
from jupyterlab.labapp import LabApp
app = LabApp()
app.load_config_file()
print(json.dumps(app.custom_css))`;
    const { stdout } = await run(join(courseRoot, '.venv', 'bin', 'python'), ['-c', program], {
      env: {
        ...process.env,
        HOME: home,
        JUPYTER_CONFIG_DIR: '',
        JUPYTER_CONFIG_PATH: join(environment, 'etc', 'jupyter'),
      },
    });
    expect(JSON.parse(stdout), 'custom_css').to.equal(true);
    expect(existsSync(join(home, '.jupyter', 'custom', 'custom.css'))).to.equal(true);
    const settings = join(environment, 'share', 'jupyter', 'lab', 'settings', 'overrides.json');
    expect(Object.keys(JSON.parse(readFileSync(settings, 'utf8')))).to.include(
      '@jupyterlab/notebook-extension:tracker',
    );
  });
});
