import { expect } from 'chai';
import type { Machine, Rights } from './machine.ts';
import { machinesMissing } from './needs.ts';
import { Workshop } from './workshop.ts';

/** What test/machines/hub/class.mjs prints. */
interface Class {
  readonly adas: readonly Result[];
  /** Bob's first cell, while Ada's lesson was open. */
  readonly meanwhile: readonly Result[];
  /** All of Bob's cells, once Ada's lesson was done. */
  readonly afterwards: readonly Result[];
  /** The cells that are meant to fail. */
  readonly expected: readonly string[];
  /** The notebooks that each finds. */
  readonly files: readonly (readonly string[])[];
}

interface Result {
  readonly id: string;
  readonly status: string;
  readonly text: string;
}

const proxy = 'configurable-http-proxy@5.3.0';

describe(`the image for JupyterHub${machinesMissing ? ` (${machinesMissing})` : ''}`, function () {
  this.timeout(1_800_000);
  let workshop: Workshop;
  let machine: Machine;
  const root: Rights = { user: 'root' };

  before(async function () {
    if (machinesMissing) this.skip();
    workshop = new Workshop();
    const base = await workshop.debian('node', { node: '24.14.0', npm: '11.9.0' });
    const system = await workshop.build('wirebook-system', '.devcontainer/Dockerfile', base);
    const recipe = '.devcontainer/jupyterhub/Dockerfile';
    const image = await workshop.build('wirebook', recipe, system);
    machine = await workshop.startWithCourse(image, '/srv/wirebook');
  });
  after(() => workshop?.dispose());

  it('has the course set up, and no answers', async () => {
    const { code, output } = await machine.run('ls solutions .git test-results');
    expect(code, output).not.to.equal(0);
    expect(output.match(/cannot access/g)).to.have.length(3);
    expect(await machine.must('node --version')).to.equal('v24.21.0\n');
    await machine.must('npx wirebook doctor');
  });

  it('runs a lesson in two pods at once: each has its own loopback interface', async () => {
    const run = (who: string) =>
      machine.must(`npx wirebook run --out /tmp/${who} notebooks/02-*.ipynb`);
    await Promise.all(['ada', 'bob'].map(run));
  });

  it('serves two learners on one machine, and tells one that the other has the lesson open', async () => {
    const install = `npm install --ignore-scripts --prefix /opt/proxy ${proxy}`;
    await machine.must(install, { ...root, network: 'host' });
    await machine.must('for name in ada bob; do useradd --create-home $name; done', root);
    const printed = await machine.must('node test/machines/hub/class.mjs', root);
    const { adas, meanwhile, afterwards, expected, files } = JSON.parse(printed) as Class;
    for (const results of [adas, afterwards]) {
      const failed = results.filter(({ status }) => status !== 'ok').map(({ id }) => id);
      expect(failed).to.deep.equal(expected);
      expect(results.at(-1)?.text).to.include('Lesson 2 is done.');
      expect(results[0]?.text).to.equal("'127.0.2.1'");
    }
    expect(meanwhile[0]?.text).to.match(
      /^ada has this lesson open on this machine, and listens at 127\.0\.2\.1:/,
    );
    for (const names of files) expect(names).to.include('00-start-here.ipynb');
  });

  it('lets a learner check an exercise in the home folder', async () => {
    const exercise = '/home/ada/wirebook/exercises/02-server-lifecycle.ipynb';
    const check = `HOME=/home/ada npx wirebook check ${exercise}`;
    const { code, output } = await machine.run(check, { user: 'ada' });
    expect({ code, output }).to.deep.include({ code: 1 });
    expect(output).to.include('02-server-lifecycle: 0 of 10 points');
  });
});
