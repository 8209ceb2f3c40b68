import { createInterface } from 'node:readline';
import { expect } from 'chai';
import type { Row } from '../../lib/doctor/index.ts';
import { type Machine, outcomeOf, type Rights } from './machine.ts';
import { machinesMissing } from './needs.ts';
import { Workshop } from './workshop.ts';

const lesson = 'npx wirebook run --out out notebooks/03-*.ipynb';

describe(`a bare Debian, Node 20, Python 3.11${machinesMissing ? ` (${machinesMissing})` : ''}`, function () {
  this.timeout(900_000);
  let workshop: Workshop;
  let machine: Machine;

  before(async function () {
    if (machinesMissing) this.skip();
    workshop = new Workshop();
    const packages = ['python3', 'python3-venv'];
    const image = await workshop.debian('bare', { packages, node: '20.19.0', npm: '10.8.2' });
    machine = await workshop.start(image, ['--ulimit', 'nofile=16384:16384']);
  });
  after(() => workshop?.dispose());

  async function rows(as: Rights): Promise<ReadonlyMap<string, Row>> {
    const { stdout } = await machine.run('npx wirebook doctor --json', as);
    return new Map((JSON.parse(stdout) as readonly Row[]).map((row) => [row.id, row]));
  }

  it('opens the course by npm start, as a plain user, and Ctrl-C ends it', async () => {
    expect(await machine.must('node --version; python3 --version')).to.match(/^v20\.19.*3\.11\./s);
    const npmStart = machine.start('exec npm start -- --no-browser', { network: 'host' });
    const ended = outcomeOf(npmStart);
    const url = await new Promise<URL>((resolve, reject) => {
      ended.then(({ output }) => reject(new Error(`npm start ended:\n${output}`)), reject);
      if (!npmStart.stdout) return;
      createInterface({ input: npmStart.stdout }).on('line', (line) => {
        const found = line.match(/http:\/\/127\.0\.0\.1:\d+\/lab\S*/);
        if (found) resolve(new URL(found[0]));
      });
    });
    const { status } = await fetch(new URL(`/api/status${url.search}`, url));
    expect(status).to.equal(200);
    process.kill(-(npmStart.pid ?? Number.NaN), 'SIGINT');
    await ended;
  });

  it('is ready for Binder’s own JupyterLab after .binder/postBuild', async () => {
    await machine.must('NB_PYTHON_PREFIX=/tmp/binder .binder/postBuild');
    const spec = await machine.must('cat /tmp/binder/share/jupyter/kernels/tslab/kernel.json');
    const { argv } = JSON.parse(spec) as { readonly argv: readonly string[] };
    expect(argv[0]).to.equal('/workspaces/wirebook/node_modules/.bin/node');
  });

  for (const user of ['node', 'root']) {
    it(`runs a lesson as ${user}, with recordings for what may not be captured`, async () => {
      await machine.must(lesson, { user });
      expect(await machine.must('cat out/03-*.ipynb', { user })).to.match(/recording/i);
      await machine.must('rm -r out', { user });
    });
  }

  it('is told by the doctor what it does without, and that lessons run all the same', async () => {
    const found = await rows({});
    const missing = ['privilege.capture', 'privilege.sandbox', 'programs.nc', 'programs.strace'];
    for (const id of missing) expect(found.get(id), id).to.include({ verdict: 'limited' });
    const differing = [...found.values()].filter(({ verdict }) => verdict === 'differs');
    expect(differing).to.deep.equal([]);
    expect((await machine.run('npx wirebook doctor')).code).to.equal(0);
  });

  it('captures live as root with the capabilities', async () => {
    const found = await rows({ user: 'root', capAdd: ['NET_RAW', 'NET_ADMIN'] });
    expect(found.get('privilege.capture')).to.include({ verdict: 'ok' });
  });

  it('refuses to grade without a sandbox, but for a container that is to be trusted', async () => {
    const grade = 'npx wirebook grade --exercise 02-server-lifecycle --out graded';
    const solution = 'solutions/02-server-lifecycle.ipynb';
    const refused = await machine.run(`${grade} ${solution}`);
    expect(refused.code).to.equal(2);
    expect(refused.output).to.match(/^Cannot keep submissions apart: bwrap.*--trust-container/);
    await machine.must(`${grade} --trust-container ${solution}`, { user: 'root' });
    expect(await machine.must('cat graded/gradebook.csv')).to.match(/\b10\b/);
  });
});
