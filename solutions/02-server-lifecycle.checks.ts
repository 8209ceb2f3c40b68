/** The hidden checks of exercise 02. */

import { expect } from 'chai';
import type { Socket } from 'wirebook';
import {
  type CheckScene,
  type Client,
  DiagnosedError,
  defineExercise,
  type Remote,
} from 'wirebook/exercise';

interface Contract {
  readonly openServer: (host: string, port: number) => Socket;
  readonly tellAddresses: (listener: Socket, clients: number) => Promise<string[]>;
  readonly openRoom: (host: string, port: number) => Promise<Room>;
}

interface Room {
  readonly close: () => Promise<void>;
}

export default defineExercise<Contract>({
  name: '02-server-lifecycle',
  functions: { openServer: true, tellAddresses: true, openRoom: true },
  checks({ describe, it, learner, HOST }) {
    describe('Task 1: openServer', () => {
      it('opens a server that many clients can wait at', {
        guards: ['a queue in which several clients can wait', 'Port 0 lets the system choose'],
        points: 1,
        hints: [
          'Three calls make a listening socket; which of them decides how many clients may wait?',
          'socket, bind, listen. Without an argument listen() asks for the longest queue there is.',
          'const listener = new Socket(AF_INET, SOCK_STREAM); listener.bind(Addrinfo.tcp(host, port)); listener.listen();',
        ],
      }, async (scene) => {
        const port = await scene.freePort();
        await opened(scene, port);
        for (let client = 0; client < 5; client += 1) await scene.connect(port);
        // Port 0 lets the system choose, each time another port.
        for (let time = 1; time <= 2; time += 1) {
          const { localAddress } = await opened(scene, 0);
          await scene.connect(localAddress.ipPort);
        }
      });

      it('is reachable at the given address and at no other', {
        guards: ['bound to exactly that address'],
        points: 1,
        hints: [
          'Who can reach a server is decided when its address is bound.',
          'The address 0.0.0.0 is every address of the machine; bind the one that you were given.',
          'listener.bind(Addrinfo.tcp(host, port));',
        ],
      }, async (scene) => {
        const port = await scene.freePort();
        await opened(scene, port);
        await scene.connect(port);
        await scene.reachedOnlyAtHost(port);
      });

      it('tells its caller that a port is taken, and leaves nothing open', {
        guards: ['the error of `bind` or `listen` reaches', 'no socket stays open'],
        points: 1,
        hints: [
          'What happens to the socket that was created when bind fails, or listen?',
          'The error has to reach the caller, but first the socket must be closed: catch, close, throw. If there was no error, look at the options that you set: SO_REUSEPORT lets two servers share a port.',
          'try { listener.bind(...); listener.listen(); return listener; } catch (error) { listener.close(); throw error; }',
        ],
      }, async (scene) => {
        const taken = await scene.takenPort();
        const own = (await opened(scene, 0)).localAddress.ipPort;
        const rival = await scene.rivalPort();
        const before = scene.openSockets();
        for (const [port, which] of [
          [taken, 'at the port of another server'],
          [own, 'at the port of a server that it had opened before'],
          [
            rival,
            'while another socket begins to listen there after its bind and before its listen',
          ],
        ] as const) {
          const what = `openServer("${HOST}", ${port}) ${which}`;
          const error = await scene.errorOf(learner.openServer(HOST, port), what);
          expect(error.code, `the code of the error, "${error.message}"`).to.equal('EADDRINUSE');
        }
        await scene.noMoreSocketsWhen(before, 'openServer had failed');
      });
    });

    describe('Task 2: tellAddresses', () => {
      it('tells each client its own address, and closes the connection', {
        guards: ['It sends each of them one line'],
        points: 1,
        hints: [
          'accept() answers with a pair. What is its second half?',
          'The peer is an Addrinfo: in a template string it becomes "address:port". End the line with \\n, then close.',
          "const [connection, peer] = await listener.accept(); await connection.sendAll('You are ' + peer + '\\n'); connection.close();",
        ],
      }, async (scene) => {
        const { listener, port } = await listening(scene);
        const count = scene.random.integer(2, 4);
        const answer = learner.tellAddresses(listener, count);
        const told: string[] = [];
        for (let client = 0; client < count; client += 1) {
          const from = neighbour(HOST, scene);
          const { local, text, ending } = await visit(scene, { port, from });
          expect(text, `what ${from} received`).to.equal(`You are ${local}\n`);
          expect(ending, 'how the client saw the connection end').to.equal('end');
          told.push(local);
        }
        expect(await answer, 'what tellAddresses returned').to.deep.equal(told);
      });

      it('goes on when a client vanishes before it is served', {
        guards: ['A client may **vanish**', 'it must not keep the others from being served'],
        points: 1,
        hints: [
          'A client that has vanished is accepted all the same. Which call fails then?',
          'sendAll() raises ECONNRESET or EPIPE. That client is lost, but the loop has others to serve.',
          'try { await connection.sendAll(...); } catch { /* this client has gone */ } finally { connection.close(); }',
        ],
      }, async (scene) => {
        const { listener, port } = await listening(scene);
        const vanished = await scene.connect(port);
        await vanished.reset();
        const answer = learner.tellAddresses(listener, 2);
        const { text, local } = await visit(scene, { port });
        expect(text, 'what the second client received').to.equal(`You are ${local}\n`);
        expect(await answer, 'what tellAddresses returned').to.deep.equal([
          addressOf(vanished),
          local,
        ]);
      });

      it('closes every connection, and leaves the listener to its owner', {
        guards: [
          'accepts that many clients',
          'every connection is closed; the listener stays open',
        ],
        points: 1,
        hints: [
          'Count the sockets: one listener, and one for each connection that was accepted. Which of them are yours to close?',
          'A connection must be closed even if sending failed, and the listener must not: it is not yours.',
          'Close the connection in a finally block.',
        ],
      }, async (scene) => {
        const { listener, port } = await listening(scene);
        const before = scene.openSockets();
        const vanished = await scene.connect(port);
        await vanished.reset();
        const answer = learner.tellAddresses(listener, 3);
        for (let client = 0; client < 2; client += 1) await visit(scene, { port });
        await answer;
        await scene.noMoreSocketsWhen(before, 'tellAddresses had returned');
        await scene.connect(port).catch(({ message }) => {
          expect.fail(
            `When tellAddresses had returned, nobody could connect any more: has it closed the listener, which belongs to its caller? ${message}`,
          );
        });
        await listener.accept({ timeout: 1000 }).catch(({ message }) => {
          expect.fail(
            `When tellAddresses had returned, the next client was not there for its caller to accept: has it gone on accepting? ${message}`,
          );
        });
      });
    });

    describe('Task 3: openRoom', () => {
      it('numbers those who come in, and tells the others', {
        guards: [
          'returns at once, and serves in the background',
          'the newcomer receives',
          'everybody who was there before',
          'Everybody who connects stays connected',
        ],
        points: 1,
        hints: [
          'Who has to hear of a newcomer, and where does your server remember them?',
          'Keep the connections in a Set. Greet the newcomer, tell all that are in the set, then add the newcomer.',
          'for (const member of members) await member.sendAll(news); members.add(connection);',
        ],
      }, async (scene) => {
        const port = await scene.freePort();
        await entered(scene, port);
        await scene.reachedOnlyAtHost(port);
        const members = [];
        for (let number = 1; number <= scene.random.integer(3, 4); number += 1) {
          const newcomer = await scene.connect(port, { from: neighbour(HOST, scene) });
          expect(await newcomer.receiveLine(), 'the greeting').to.equal(
            `You are number ${number}\n`,
          );
          const news = `Number ${number} came in from ${addressOf(newcomer)}\n`;
          for (const member of members) {
            expect(await member.receiveLine(), 'what a member heard').to.equal(news);
          }
          members.push(newcomer);
        }
      });

      it('goes on when a member vanishes', {
        guards: ['a member who vanishes'],
        points: 1,
        hints: [
          'To whom does your server send when a member has gone, and what does that call do?',
          'Catch the error of each sendAll() by itself; close that connection and take it out of the set.',
          'try { await member.sendAll(news); } catch { members.delete(member); member.close(); }',
        ],
      }, async (scene) => {
        const port = await scene.freePort();
        const before = scene.openSockets();
        const room = await entered(scene, port);
        const [first, second, third] = [
          await scene.connect(port),
          await scene.connect(port),
          await scene.connect(port),
        ];
        expect(await third.receiveLine(), 'the third greeting').to.equal('You are number 3\n');
        await first.reset();
        const fourth = await scene.connect(port);
        expect(await fourth.receiveLine(), 'the fourth greeting').to.equal('You are number 4\n');
        const fifth = await scene.connect(port);
        expect(await fifth.receiveLine(), 'the fifth greeting').to.equal('You are number 5\n');
        await second.receiveUntil('Number 5 came in');
        await third.receiveUntil('Number 5 came in');
        // The room has not heard of this one when it says goodbye.
        await second.reset();
        await room.close();
        for (const member of [third, fourth, fifth]) {
          const { text } = await member.receiveAll();
          expect(text, 'the last that a member received').to.match(/Closing\n$/);
        }
        await scene.noMoreSocketsThan(before);
      });

      it('says goodbye, ends every connection and leaves nothing open', {
        guards: ['every member receives `Closing`'],
        points: 1,
        hints: [
          'What is waiting inside your server at the moment when close() is called?',
          'Closing the listener makes the waiting accept() fail with EBADF: let the loop end there. Then send, close, each member.',
          'listener.close(); for (const member of members) { await member.sendAll("Closing\\n"); member.close(); } await loop;',
        ],
      }, async (scene) => {
        const port = await scene.freePort();
        const before = scene.openSockets();
        const room = await entered(scene, port);
        const members = [await scene.connect(port), await scene.connect(port)];
        for (const member of members) await member.receiveLine();
        await members[0]?.receiveLine();
        await room.close();
        await scene.noMoreSocketsWhen(before, 'close() had returned');
        for (const member of members) {
          const { text, ending } = await member.receiveAll();
          expect(text, 'what a member received at last').to.equal('Closing\n');
          expect(ending, 'how the connection ended').to.equal('end');
        }
        await scene.refused(port);
      });

      it('can be opened again at once, at the same port', {
        guards: ['can be opened again at once', 'a second room there fails'],
        points: 1,
        hints: [
          'Your server closed its connections first. In what state does the system keep them, and for how long?',
          'TIME_WAIT holds the address for a minute. An option, set before bind, says that this is all right. SO_REUSEPORT is not that option: it lets two rooms share a port.',
          'listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);',
        ],
      }, async (scene) => {
        const port = await scene.freePort();
        for (let time = 1; time <= 3; time += 1) {
          const room = await entered(scene, port);
          const member = await scene.connect(port);
          expect(await member.receiveLine(), `the greeting, time ${time}`).to.equal(
            'You are number 1\n',
          );
          const error = await scene.errorOf(
            learner.openRoom(HOST, port),
            'openRoom at the port of a room that was open',
          );
          expect(error.code, `the code of the error, "${error.message}"`).to.equal('EADDRINUSE');
          await room.close();
          await member.receiveAll();
          member.halfClose();
        }
      });
    });

    async function opened({ cleanUp }: CheckScene, port: number): Promise<Remote<Socket>> {
      const listener = await learner.openServer(HOST, port);
      cleanUp(() => listener.close());
      if (listener.isClosed) {
        throw new DiagnosedError(
          `openServer("${HOST}", ${port}) returned a socket that is closed: was it declared with using, which closes it at the end of the block?`,
          [
            'Who owns the socket after your function has returned?',
            'Its caller. Close it only where bind or listen has failed, so const, try and catch serve better here than using.',
            'const listener = new Socket(AF_INET, SOCK_STREAM);',
          ],
        );
      }
      return listener;
    }

    async function entered(scene: CheckScene, port: number): Promise<Remote<Room>> {
      return scene.opened(learner.openRoom(HOST, port));
    }
  },
});

async function listening(scene: CheckScene) {
  const listener = await scene.listener();
  return { listener, port: listener.localAddress.ipPort };
}

/** Connects, receives all there is, and stays: no other client is to wait for that. */
async function visit(
  scene: CheckScene,
  { port, from }: { readonly port: number; readonly from?: string },
) {
  const client = await scene.connect(port, from === undefined ? {} : { from });
  return { ...(await client.receiveAll()), local: addressOf(client) };
}

function addressOf({ local }: Client): string {
  return `${local.address}:${local.port}`;
}

/** Another address of the exercise's own network: who connects from there is no stranger to Linux. */
function neighbour(host: string, { random }: CheckScene): string {
  return host.replace(/1$/, String(random.integer(2, 250)));
}
