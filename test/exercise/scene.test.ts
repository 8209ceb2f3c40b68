import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect } from 'chai';
import { RemoteError, UnansweredError } from '../../lib/exercise/remote.ts';
import { setStage } from '../../lib/exercise/scene.ts';

const HOST = '127.0.250.1';

function stage() {
  return setStage({
    host: HOST,
    seed: 1,
    fixtures: () => Promise.reject(new Error('No learner here')),
    learnerPid: () => process.pid,
  });
}

/** What happens when a client waits for a line that comes 300 ms after a call has failed. */
async function waitAfter(error: Error, { isExpected }: { readonly isExpected: boolean }) {
  const { scene, callFailed, strike } = stage();
  const server = createServer((socket) => setTimeout(() => socket.end('late\n'), 300));
  await once(server.listen(0, HOST), 'listening');
  const client = await scene.connect((server.address() as AddressInfo).port);
  callFailed(error);
  if (isExpected) await scene.errorOf(Promise.reject(error));
  const line = await client.receiveLine().catch((thrown: Error) => thrown.message);
  await strike();
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

  it('names what nothing caught as the cause of a call that does not end', () => {
    const ours = stage();
    ours.uncaught('RangeError: no room');
    ours.callFailed(new UnansweredError('it has not ended'));
    expect(String(ours.cause)).to.include('Your code threw RangeError: no room');
  });
});
