import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';
import type { Row } from '../../lib/doctor/index.ts';
import type { Machine, Rights } from './machine.ts';
import { machinesMissing } from './needs.ts';
import { Workshop } from './workshop.ts';

const container = JSON.parse(
  readFileSync(join(courseRoot, '.devcontainer/devcontainer.json'), 'utf8'),
) as {
  readonly remoteUser: string;
  readonly capAdd: readonly string[];
  readonly runArgs: readonly string[];
  readonly onCreateCommand: string;
  readonly updateContentCommand: string;
  readonly postCreateCommand: string;
};

describe(`the devcontainer, built${machinesMissing ? ` (${machinesMissing})` : ''}`, function () {
  this.timeout(900_000);
  let workshop: Workshop;
  let machine: Machine;
  const rights: Rights = { user: container.remoteUser, capAdd: container.capAdd };

  before(async function () {
    if (machinesMissing) this.skip();
    workshop = new Workshop();
    // In the place of the official image of Node, which comes from a registry of images.
    const base = await workshop.debian('node', { node: '24.14.0', npm: '11.9.0' });
    const image = await workshop.build('devcontainer', '.devcontainer/Dockerfile', base);
    machine = await workshop.start(image, container.runArgs);
  });
  after(() => workshop?.dispose());

  async function rows(as: Rights): Promise<ReadonlyMap<string, Row>> {
    const { stdout } = await machine.run('npx wirebook doctor --json', as);
    return new Map((JSON.parse(stdout) as readonly Row[]).map((row) => [row.id, row]));
  }

  it('is set up by its own commands, without root', async () => {
    const { onCreateCommand, updateContentCommand, postCreateCommand } = container;
    expect((await machine.must('id --user', rights)).trim()).not.to.equal('0');
    const installing: Rights = { ...rights, network: 'host' };
    await machine.must(onCreateCommand, installing);
    const again = await machine.run(updateContentCommand, installing);
    expect(again, 'nothing is left to do').to.include({ code: 0, output: '' });
    await machine.must(postCreateCommand, installing);
  });

  it('is as the doctor expects: captures and hosts of a lab are live', async () => {
    const found = await rows(rights);
    const differing = [...found.values()].filter(({ verdict }) => verdict === 'differs');
    expect(differing).to.deep.equal([]);
    expect(found.get('privilege.capture')).to.include({ verdict: 'ok' });
    expect(found.get('privilege.namespaces')).to.include({ verdict: 'ok' });
    await machine.must('npx wirebook doctor', rights);
  });

  it('runs every lesson', async () => {
    await machine.must('npx wirebook run notebooks/*.ipynb', rights);
  });

  it('says so where it was started without the capabilities, and runs the lesson all the same', async () => {
    const without: Rights = { user: container.remoteUser };
    const { code, output } = await machine.run(container.postCreateCommand, without);
    expect(code).to.equal(0);
    expect(output).to.include(
      'Captures stay recordings: this container was started without NET_RAW and NET_ADMIN',
    );
    expect((await rows(without)).get('privilege.capture')).to.include({ verdict: 'limited' });
    await machine.must('npx wirebook run --out out notebooks/03-*.ipynb', without);
    expect(await machine.must('cat out/03-*.ipynb', without)).to.match(/recording/i);
  });
});
