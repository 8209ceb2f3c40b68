import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect } from 'chai';
import { RemoteError, UnansweredError } from '../../../lib/check/scene/remote.ts';
import { setStage } from '../../../lib/check/scene/scene.ts';

const HOST = '127.0.250.1';

function stage(learnerPid = process.pid) {
  return setStage({
    host: HOST,
    seed: 1,
    fixtures: () => Promise.reject(new Error('No learner here')),
    learnerPid: () => learnerPid,
  });
}

/** What happens when a client waits for a line that comes 300 ms after a call has failed. */
async function waitAfter(error: Error, { isExpected }: { readonly isExpected: boolean }) {
  const { scene, callFailed, tearDown } = stage();
  const server = createServer((socket) => setTimeout(() => socket.end('late\n'), 300));
  await once(server.listen(0, HOST), 'listening');
  const client = await scene.connect((server.address() as AddressInfo).port);
  callFailed(error);
  if (isExpected) await scene.errorOf(Promise.reject(error));
  const line = await client.receiveLine().catch((thrown: Error) => thrown.message);
  await tearDown();
  server.close();
  return line;
}

describe('a scene', () => {
  it('lets clients wait on after an error that the check expected', async () => {
    const error = new RemoteError('Error', 'taken', { code: 'EADDRINUSE' });
    expect(await waitAfter(error, { isExpected: true })).to.equal('late\n');
  });

  it('lets clients give up soon after an error that it did not expect', async () => {
    const error = new RemoteError('Error', 'broken', {});
    expect(await waitAfter(error, { isExpected: false })).to.include('client 1 waited');
  });

  it('names the first failure that was not expected as the cause', async () => {
    const ours = stage();
    const [taken, broken] = [new RemoteError('Error', 'a', {}), new RemoteError('Error', 'b', {})];
    ours.callFailed(taken);
    ours.callFailed(broken);
    await ours.scene.errorOf(Promise.reject(taken));
    expect(ours.cause).to.equal(broken);
  });

  it('names an uncaught error as the cause of a call that does not end', () => {
    const ours = stage();
    ours.uncaught('RangeError: no room');
    ours.callFailed(new UnansweredError('it has not ended'));
    expect(String(ours.cause)).to.include('Your code threw RangeError: no room');
  });

  it('says that the process has ended where its sockets are to be counted', async () => {
    const child = spawn('true');
    await once(child, 'close');
    const { scene } = stage(child.pid);
    expect(() => scene.openSockets()).to.throw("The notebook's process has ended");
    const counted = await scene.noMoreSocketsThan(0).catch((error: Error) => error.message);
    expect(counted).to.equal("The notebook's process has ended");
  });

  it('finds a port that a server can bind without SO_REUSEADDR', async () => {
    const server = createServer((socket) => socket.end());
    await once(server.listen(0, HOST), 'listening');
    const { port } = server.address() as AddressInfo;
    const client = connect(port, HOST).resume();
    await once(client, 'close');
    await once(server.close(), 'close');
    const random = Math.random;
    const drawn = [port, 20_000].map((candidate) => (candidate - 9_999.5) / 20_000);
    Math.random = () => drawn.shift() ?? random();
    try {
      expect(await stage().scene.freePort()).not.to.equal(port);
    } finally {
      Math.random = random;
    }
  });

  it('cleans up before it runs a check once more, and tells of the last run alone', async () => {
    const { scene, transcript, tearDown } = stage();
    const events: string[] = [];
    transcript.note('before');
    scene.cleanUp(() => events.push('cleaned up at the end'));
    await scene.retrySlower(async (scale) => {
      events.push(`ran ${scale}`);
      transcript.note(`run ${scale}`);
      scene.cleanUp(() => events.push(`cleaned up ${scale}`));
      expect(scale).to.equal(5);
    });
    expect(transcript.lines).to.deep.equal(['before', 'run 5']);
    await tearDown();
    expect(events).to.deep.equal([
      ...['ran 1', 'cleaned up 1', 'ran 5', 'cleaned up 5', 'cleaned up at the end'],
    ]);
  });

  it('lets a client receive bytes by count, and keep the others for later', async () => {
    const { scene, tearDown } = stage();
    const server = createServer((socket) => socket.end('123456789'));
    await once(server.listen(0, HOST), 'listening');
    const client = await scene.connect((server.address() as AddressInfo).port);
    const pieces = [await client.receiveExact(4), await client.receiveExact(3)];
    expect(pieces.map(String)).to.deep.equal(['1234', '567']);
    const error = await client.receiveExact(3).catch((thrown: Error) => thrown.message);
    expect(error).to.equal('client 1 waited for 3 bytes, but the connection ended after "89"');
    await tearDown();
    server.close();
  });
});
