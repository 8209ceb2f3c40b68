import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';
import { readYaml } from './yaml.ts';

const folder = '.devcontainer/jupyterhub';
const read = (path: string) => readFileSync(join(courseRoot, path), 'utf8');

describe('the recipe for JupyterHub', () => {
  it('gives each learner a limit of processor, memory and storage, and no network', () => {
    const { singleuser, cull } = readYaml(`${folder}/values.yaml`) as {
      readonly singleuser: {
        readonly cmd: string;
        readonly uid: number;
        readonly cpu: object;
        readonly memory: object;
        readonly storage: { readonly capacity: string; readonly homeMountPath: string };
        readonly networkPolicy: { readonly enabled: boolean; readonly egressAllowRules: object };
      };
      readonly cull: { readonly enabled: boolean };
    };
    expect(singleuser.cpu).to.have.keys('guarantee', 'limit');
    expect(singleuser.memory).to.have.keys('guarantee', 'limit');
    expect(singleuser.storage).to.deep.equal({ capacity: '1Gi', homeMountPath: '/home/node' });
    expect(singleuser.networkPolicy.enabled).to.equal(true);
    expect(Object.values(singleuser.networkPolicy.egressAllowRules)).to.deep.equal([
      ...[false, false, false],
    ]);
    expect(cull.enabled).to.equal(true);
    expect(singleuser.cmd).to.equal(`/srv/wirebook/${folder}/start-learner.sh`);
    expect(read(`${folder}/Dockerfile`)).to.include('COPY --chown=node:node . /srv/wirebook');
    expect(singleuser.uid, 'the user node of Node’s images').to.equal(1000);
  });

  it('sets up by the course’s one setup, on the devcontainer’s system', () => {
    const dockerfile = read(`${folder}/Dockerfile`);
    expect(dockerfile).to.match(/^RUN node lib\/setup\.mjs /m);
    expect(dockerfile).to.match(/^ARG BASE=wirebook-system\nFROM \$\{BASE\}$/m);
  });

  it('locks its Python packages at the versions that the course has', () => {
    const versions = (text: string) =>
      new Map(
        [...text.matchAll(/^([\w.-]+)==(\S+)/gm)].map(([, name, version]) => [name, version]),
      );
    const course = versions(read('requirements.txt'));
    const hub = versions(read(`${folder}/requirements.txt`));
    expect(hub.get('jupyterhub')).to.equal('5.4.4');
    expect(read(`${folder}/values.yaml`)).to.include('JupyterHub 5.4.4');
    for (const [name, version] of hub) {
      expect(course.get(name) ?? version, name).to.equal(version);
    }
  });

  it('brings new lessons into a learner’s folder, and leaves answers as they are', () => {
    const root = mkdtempSync(join(tmpdir(), 'wirebook-hub-'));
    const [course, home] = [join(root, 'course'), join(root, 'home')];
    const settings = join('lib', 'start', 'lab-settings');
    for (const part of [folder, settings])
      cpSync(join(courseRoot, part), join(course, part), { recursive: true });
    const write = (path: string, content: string, mode = 0o644) => {
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), content, { mode });
    };
    write('course/.venv/bin/jupyterhub-singleuser', '#!/bin/sh\nprintf "%s\\n" "$@"\n', 0o755);
    write('course/notebooks/01.ipynb', 'lesson 1');
    write('course/exercises/01.ipynb', 'stub 1');
    const start = () =>
      execFileSync(join(course, folder, 'start-learner.sh'), ['--port=1'], {
        env: { ...process.env, HOME: home },
        encoding: 'utf8',
      });
    mkdirSync(home);
    expect(start().split('\n')).to.include.members([
      `--ServerApp.root_dir=${home}/wirebook`,
      ...["--KernelSpecManager.allowed_kernelspecs={'tslab'}", '--port=1'],
    ]);
    write('home/wirebook/exercises/01.ipynb', 'my answer');
    write('course/exercises/01.ipynb', 'stub 1, reworded');
    write('course/exercises/02.ipynb', 'stub 2');
    start();
    const mine = (path: string) => readFileSync(join(home, 'wirebook', path), 'utf8');
    expect(mine('exercises/01.ipynb')).to.equal('my answer');
    expect(mine('exercises/02.ipynb')).to.equal('stub 2');
    expect(mine('notebooks/01.ipynb')).to.equal('lesson 1');
    const styles = readFileSync(join(home, '.jupyter', 'custom', 'custom.css'), 'utf8');
    expect(styles).to.equal(readFileSync(join(courseRoot, settings, 'custom.css'), 'utf8'));
    rmSync(root, { recursive: true });
  });
});
