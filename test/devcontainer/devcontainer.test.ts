import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { courseRoot } from '../../lib/paths.ts';

const read = (path: string) => readFileSync(join(courseRoot, path), 'utf8');

describe('the devcontainer', () => {
  const container = JSON.parse(read('.devcontainer/devcontainer.json'));
  const dockerfile = read('.devcontainer/Dockerfile');

  it('starts from an image by its digest, so that everyone gets the same', () => {
    expect(dockerfile.match(/^FROM .*$/gm)).to.have.length(1);
    expect(dockerfile).to.match(/^FROM \S+@sha256:[0-9a-f]{64}$/m);
  });

  it('is set up by the course’s one setup, in the steps that a prebuild keeps', () => {
    for (const step of ['onCreateCommand', 'updateContentCommand']) {
      expect(container[step]).to.equal('node lib/setup.mjs');
    }
  });

  it('gets its Debian packages from the script that CI uses', () => {
    expect(dockerfile).to.include('COPY .ci/apt.sh');
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
