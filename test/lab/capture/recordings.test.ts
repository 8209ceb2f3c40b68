import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { courseRoot } from '../../../lib/base/paths.ts';
import { background, stopAll } from '../../../lib/lab/background/background.ts';
import { capture } from '../../../lib/lab/capture/capture-packets.ts';
import { gist } from '../../../lib/lab/capture/recordings.ts';
import { netcat } from '../../../lib/lab/peers/netcat.ts';
import { packetSockets, program } from '../needs.ts';
import { useLesson } from '../use-lesson.ts';

describe('recordings', () => {
  const { HOST } = useLesson(113);
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-recordings-'));

  before(packetSockets);

  after(async () => {
    rmSync(folder, { recursive: true });
    await stopAll();
  });

  it('are compared by what both ends did, not by ports, times and acknowledgments', async () => {
    const server = background('upper', () => {
      net
        .createServer((socket) => socket.once('data', () => socket.end('goodbye')))
        .listen(4981, HOST);
    });
    await server.ready;
    const one = await capture(() => netcat(HOST, 4981, { send: 'hello', end: false }));
    const other = await capture(() => netcat(HOST, 4981, { send: 'hello', end: false }));
    const longer = await capture(() => netcat(HOST, 4981, { send: 'hello there', end: false }));
    expect(gist(one)).to.deep.equal([
      'client 1 to server 1: SYN, 5 bytes, FIN',
      'server 1 to client 1: SYN, 7 bytes, FIN',
    ]);
    expect(gist(other)).to.deep.equal(gist(one));
    expect(gist(longer)).not.to.deep.equal(gist(one));
  });

  it('are made by wirebook record, and compared by its --check', async () => {
    const notebook = join(folder, '113-recorded.ipynb');
    const write = (text: string) =>
      writeNotebook(notebook, [
        `import net from 'node:net';
         import { background, capture, netcat, openLesson } from 'wirebook';
         const lesson = openLesson(113);
         background('greeter', () => {
           net.createServer((socket) => socket.end('${text}')).listen(4982, lesson.HOST);
         });`,
        `await capture(() => netcat(lesson.HOST, 4982), { recording: 'greeting' })`,
        'await lesson.done()',
      ]);
    write('hello');
    expect(await wirebook('record', notebook)).to.match(
      /127\.0\.113\.1-greeting\.pcap: new, recorded/,
    );
    expect(await wirebook('record', '--check', notebook)).to.match(/greeting\.pcap: same\n$/);
    write('hello there');
    const failure = await wirebook('record', '--check', notebook).catch((error: unknown) => error);
    expect(failure).to.include({ code: 1 });
    expect((failure as { stdout: string }).stdout).to.match(
      /different\n {2}- server 1.*5 bytes.*\n {2}\+ server 1.*11 bytes/,
    );
  }).timeout(60_000);

  it('are shown, and marked, where capturing is not allowed', function () {
    program('setpriv').call(this);
    const code = `
      import { capture, openLesson } from '${pathToFileURL(join(courseRoot, 'lib/dist/index.js'))}';
      openLesson(113);
      const shown = await capture(() => 1, { recording: 'greeting' });
      const nothing = await capture(() => 1);
      console.log(shown.isRecording, String(shown), String(nothing));`;
    const drop = ['--bounding-set=-net_raw', '--inh-caps=-net_raw', process.execPath];
    const output = execFileSync('setpriv', [...drop, '--input-type=module', '-e', code], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(output).to.match(/^true \d+ packets\n/);
    expect(output).to.match(
      /A recording, not this run\. Capturing packets needs the privilege CAP_NET_RAW/,
    );
    expect(output).to.match(
      /No packets\.\nCapturing packets needs the privilege CAP_NET_RAW: run sudo \.devcontainer\/allow-captures\.sh in/,
    );
  });
});

async function wirebook(...args: readonly string[]): Promise<string> {
  const command = join(courseRoot, 'lib', 'dist', 'cli', 'main.js');
  const { stdout } = await promisify(execFile)(process.execPath, [command, ...args]);
  return stdout;
}

function writeNotebook(path: string, sources: readonly string[]): void {
  const cells = sources.map((source, place) => ({
    ...{ cell_type: 'code', id: `cell-${place}`, source, metadata: {}, outputs: [] },
    execution_count: null,
  }));
  const kernelspec = { name: 'tslab', display_name: 'TypeScript', language: 'typescript' };
  writeFileSync(
    path,
    JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells }),
  );
}
