import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { pageAddress } from '../../../lib/lab/peers/page-address.ts';

const HOST = '127.0.6.105';

describe('pageAddress', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-packages-'));
  const withProxy = join(folder, 'with');
  const without = join(folder, 'without');

  before(() => {
    mkdirSync(join(withProxy, 'jupyter_server_proxy'), { recursive: true });
    mkdirSync(without);
  });
  after(() => rmSync(folder, { recursive: true }));

  it('is the address itself on a machine of your own', () => {
    expect(pageAddress(HOST, 4721, { environment: {} })).to.deep.equal({
      host: HOST,
      url: `http://${HOST}:4721/`,
    });
  });

  it('is the forwarded port in Codespaces, which reaches 127.0.0.1 alone', () => {
    const environment = {
      CODESPACE_NAME: 'bright-fox',
      GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN: 'app.github.dev',
    };
    expect(pageAddress(HOST, 4721, { environment })).to.deep.equal({
      host: '127.0.0.1',
      url: 'https://bright-fox-4721.app.github.dev/',
    });
  });

  it('is its own address where a part of the forwarding is not known', () => {
    const environment = { CODESPACE_NAME: 'bright-fox' };
    expect(pageAddress(HOST, 4721, { environment }).host).to.equal(HOST);
  });

  it('is a path of a Hub that has jupyter-server-proxy', () => {
    const environment = { JUPYTERHUB_SERVICE_PREFIX: '/user/ann/' };
    const options = { environment, packages: [without, withProxy] };
    expect(pageAddress(HOST, 4721, options)).to.deep.equal({
      host: '127.0.0.1',
      url: '/user/ann/proxy/4721/',
    });
  });

  it('is its own address at a Hub without that package, and says so', () => {
    const environment = { JUPYTERHUB_SERVICE_PREFIX: '/user/ann/' };
    expect(pageAddress(HOST, 4721, { environment, packages: [without] })).to.deep.equal({
      host: HOST,
      url: `http://${HOST}:4721/`,
      notice: 'Your browser cannot reach it: this Hub lacks jupyter-server-proxy',
    });
  });
});
