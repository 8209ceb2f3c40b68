/** A check that does the same as most checks, so that V8 compiles the code that they need. */

import { expect } from 'chai';
import type { Socket } from '../../socket/index.ts';
import { defineExercise } from '../scene/define.ts';

interface Contract {
  readonly open: (host: string, port: number) => Socket;
  readonly echo: (listener: Socket, clients: number) => Promise<string[]>;
}

/** The learner's cells. */
export const trainingCells: readonly string[] = [
  `import { Addrinfo, AF_INET, openExercise, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, Socket } from 'wirebook';
const { check } = openExercise<{ open: Function; echo: Function }>('00-training');`,
  `function open(host: string, port: number): Socket {
  const listener = new Socket(AF_INET, SOCK_STREAM);
  try {
    listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
    listener.bind(Addrinfo.tcp(host, port));
    listener.listen();
    return listener;
  } catch (error) {
    listener.close();
    throw error;
  }
}`,
  `async function echo(listener: Socket, clients: number): Promise<string[]> {
  const peers: string[] = [];
  while (peers.length < clients) {
    const [connection, peer] = await listener.accept();
    peers.push(String(peer));
    try {
      await connection.sendAll(await connection.recv());
    } catch {
      // This client has gone.
    } finally {
      connection.close();
    }
  }
  return peers;
}`,
  'await check({ open, echo });',
];

export default defineExercise<Contract>({
  name: '00-training',
  functions: { open: true, echo: true },
  checks({ describe, it, learner, HOST }) {
    describe('Training', () => {
      it('passes', { points: 5, hints: ['None'] }, async (scene) => {
        const port = await scene.freePort();
        const listener = await learner.open(HOST, port);
        const answer = learner.echo(listener, 2);
        const vanished = await scene.connect(port);
        await vanished.reset();
        const client = await scene.connect(port);
        const line = `${scene.random.word()}\n`;
        await client.send(scene.random.pieces(Buffer.from(line), 1));
        expect(await client.receiveLine(), 'the line').to.equal(line);
        client.halfClose();
        expect((await client.receiveAll()).text, 'the rest').to.equal('');
        expect(await answer, 'its answer').to.have.length(2);
        await listener.close();
        await scene.refused(port);
      });

      it('fails', { points: 5, hints: ['None'] }, async (scene) => {
        await scene.listener();
        const error = await scene.errorOf(learner.open(HOST, await scene.takenPort()));
        expect(error.code, 'the code of the error').to.equal('EADDRINUSE');
        await scene.eventually(
          () => scene.openSockets() > 0,
          () => 'nothing is open',
        );
        expect({ sockets: ['many'] }, 'as it is meant to').to.deep.equal({ sockets: ['none'] });
      });
    });
  },
});
