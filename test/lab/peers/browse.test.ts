import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { findChromium } from '../../../lib/base/chromium.ts';
import { jupyterDisplay } from '../../../lib/lab/base/picture.ts';
import { browse } from '../../../lib/lab/peers/browse.ts';
import { holdAddresses } from '../../hold-address.ts';

const HOST = '127.0.6.104';
const url = `http://${HOST}:4625/`;
const page = `<!doctype html><meta charset="utf-8"><title>A title</title>
<style>h1 { color: green }</style><h1>Hello <b>🦊</b></h1><p>1 &lt; 2 &amp; 3</p>`;

describe('browse', () => {
  holdAddresses(104);
  let server: net.Server;
  const { PATH } = process.env;
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-browse-'));

  before(async () => {
    server = net.createServer((client) => {
      client.on('error', () => {}); // The browser may leave as it likes.
      client.once('data', () => {
        const head = `Content-Type: text/html\r\nContent-Length: ${Buffer.byteLength(page)}`;
        client.end(`HTTP/1.1 200 OK\r\nConnection: close\r\n${head}\r\n\r\n${page}`);
      });
    });
    server.listen(4625, HOST);
    await once(server, 'listening');
  });

  after(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  afterEach(() => {
    process.env.PATH = PATH;
  });

  it('shows the words and the picture of a page in a real browser, and leaves no profile', async function () {
    if (findChromium() === undefined) this.skip();
    const profiles = () =>
      readdirSync(tmpdir()).filter((name) => name.startsWith('wirebook-browser-'));
    const before = profiles();
    const shown = await browse(url, { width: 400, height: 120 });
    expect(shown.text).to.equal('Hello 🦊\n1 < 2 & 3');
    // The width and the height of a PNG stand at bytes 16 and 20.
    expect(shown.png?.toString('latin1', 1, 4)).to.equal('PNG');
    expect([shown.png?.readUInt32BE(16), shown.png?.readUInt32BE(20)]).to.deep.equal([400, 120]);
    expect(inspect(shown)).to.match(new RegExp(`^${url} in \\w+[\\w-]*:\nHello 🦊\n1 < 2 & 3$`));
    const markup = String(shown[jupyterDisplay]()['text/html']);
    expect(markup)
      .to.include('src="data:image/png;base64,')
      .and.include('alt="Hello 🦊\n1 &#60; 2');
    expect(profiles().filter((name) => !before.includes(name))).to.deep.equal([]);
  });

  it('fetches the page where no browser is installed, and says so', async () => {
    process.env.PATH = folder;
    const shown = await browse(url);
    expect(shown.png).to.equal(undefined);
    expect(inspect(shown)).to.equal(
      `${url} in fetch:\nHello 🦊\n1 < 2 & 3\nNo browser is installed here: sudo apt-get install chromium; Node's fetch asked for it`,
    );
  });

  it('fetches the page where the browser does not start, and says why', async () => {
    const program = join(folder, 'chromium');
    writeFileSync(program, '#!/bin/sh\necho "no display" >&2\nexit 3\n');
    chmodSync(program, 0o755);
    process.env.PATH = `${folder}:${PATH}`;
    const shown = await browse(url);
    expect(inspect(shown)).to.include('The browser did not show the page: Error: Command failed');
    expect(shown.text).to.equal('Hello 🦊\n1 < 2 & 3');
  });

  it('fails where no server listens', async () => {
    process.env.PATH = folder;
    rmSync(join(folder, 'chromium'), { force: true });
    const failure = await browse(`http://${HOST}:4626/`).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(TypeError);
  });
});
