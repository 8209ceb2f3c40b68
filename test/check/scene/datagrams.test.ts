import { expect } from 'chai';
import { setStage } from '../../../lib/check/scene/scene.ts';

const HOST = '127.0.250.1';

describe("a check's sockets of UDP", () => {
  let stage: ReturnType<typeof setStage>;

  beforeEach(() => {
    stage = setStage({
      host: HOST,
      seed: 1,
      fixtures: () => Promise.reject(new Error('No learner here')),
      learnerPid: () => process.pid,
    });
  });
  afterEach(() => stage.tearDown());

  it('send and receive datagrams with their senders, and write to the transcript', async () => {
    const { scene, transcript } = stage;
    const one = await scene.datagrams();
    const other = await scene.datagrams({ address: '127.0.250.2' });
    await one.send('PING', other.local);
    const { data, from } = await other.receive();
    expect(String(data)).to.equal('PING');
    expect(from).to.deep.equal(one.local);
    await other.send(Buffer.alloc(0), from);
    await one.arrival();
    expect(one.count).to.equal(1);
    expect(one.next()?.data.length).to.equal(0);
    expect(one.next()).to.equal(undefined);
    const [there, back] = [one.local.port, other.local.port];
    expect(transcript.lines).to.deep.equal([
      `peer 1 is at ${HOST}:${there}`,
      `peer 2 is at 127.0.250.2:${back}`,
      `peer 1 sent 4 bytes "PING" to 127.0.250.2:${back}`,
      `peer 2 received 4 bytes "PING" from ${HOST}:${there}`,
      `peer 2 sent an empty datagram to ${HOST}:${there}`,
      `peer 1 received an empty datagram from 127.0.250.2:${back}`,
    ]);
  });

  it('show the beginning of a long datagram, and leave out what went well before', async () => {
    const { scene, transcript } = stage;
    const peer = await scene.datagrams();
    scene.newChapter();
    await peer.send(Buffer.alloc(516, 3), peer.local);
    await peer.arrival();
    const { port } = peer.local;
    const bytes = '516 bytes, 03 03 03 03 03 03 03 03 03 03 03 03 ...';
    expect(transcript.lines).to.deep.equal([
      `peer 1 sent ${bytes} to port ${port}`,
      `peer 1 received ${bytes} from port ${port}`,
    ]);
  });

  it('wait no longer than their timeout, and name what did not come', async () => {
    const peer = await stage.scene.datagrams();
    const error = await peer.receive('an answer to TIME').catch((thrown: Error) => thrown.message);
    expect(error).to.match(/^peer 1 waited \d{4} ms for an answer to TIME, and none came$/);
  });

  it('take the port that they are given, and are closed with the check', async () => {
    const { scene } = stage;
    const { port } = (await scene.datagrams()).local;
    expect((await scene.datagrams({ address: '127.0.250.2', port })).local.port).to.equal(port);
    await stage.tearDown();
    expect((await scene.datagrams({ port })).local.port).to.equal(port);
  });
});
