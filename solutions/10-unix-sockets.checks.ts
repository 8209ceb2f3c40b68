/** The hidden checks of exercise 10. */

import { chmodSync, existsSync, lstatSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Socket, UnixServer } from 'wirebook';
import { type CheckScene, defineExercise, type Remote } from 'wirebook/exercise';

interface Running {
  readonly close: () => Promise<void>;
}

interface Contract {
  readonly listenAt: (path: string) => Promise<UnixServer>;
  readonly openWorker: (path: string, name: string) => Promise<Running>;
  readonly openBroker: (clients: string, workers: string) => Promise<Running>;
}

type Unix = Awaited<ReturnType<CheckScene['unix']>>;
type Peer = Awaited<ReturnType<Unix['connectTo']>>;

/** The limit of a wait for the learner's code, in milliseconds. */
const timeout = 700;
/** A wait for something that should not come, in milliseconds. */
const silence = 60;

export default defineExercise<Contract>({
  name: '10-unix-sockets',
  unguarded: [
    'A program that was killed',
    'A worker is a process that a broker gives its clients to',
    'A broker accepts clients, and never reads',
  ],
  functions: { listenAt: true, openWorker: true, openBroker: true },
  checks({ describe, it, learner }) {
    describe('Task 1: listenAt', () => {
      it('listens, for the owner alone, also where a dead server has left its file', {
        guards: ['returns a server that listens', 'left behind is replaced', 'Only the owner'],
        points: 1,
        hints: [
          'Which file is at the path when your function begins, and which permissions has it at the end?',
          'A socket that nobody listens at refuses: connect fails with ECONNREFUSED. Then remove the file before you bind. Permissions are set by chmod, after bind.',
          'rmSync(path); const server = new UnixServer({ path }); chmodSync(path, 0o600);',
        ],
      }, async (scene) => {
        const [{ path, here }, unix] = [await scene.folder(), await scene.unix()];
        for (const [name, state] of [
          ['new', 'where no file was'],
          ['left', 'where a dead server had left its file'],
        ] as const) {
          const at = `${path}/${name}`;
          if (name === 'left') {
            const dead = await unix.listenAt(at, 5);
            await dead.close();
            chmodSync(here(at), 0o777);
          }
          const server = await opened(scene, at);
          await isReached(unix, server, at, state);
          const mode = (statSync(here(at)).mode & 0o777).toString(8);
          expect(mode, `the permissions of the file of listenAt, ${state}`).to.equal('600');
        }
      });

      it('takes nothing away from a living server', {
        guards: ['Where a server listens', 'A server whose queue is full', 'leaves no socket open'],
        points: 1,
        hints: [
          'What does your function do before it removes the file, and how many errors has connect?',
          'Only ECONNREFUSED says that nobody listens. A connect that succeeds, or fails with EAGAIN because the queue is full, has found a server. Close the socket that you tried with.',
          "if (error.code !== 'ECONNREFUSED') throw inUse;",
        ],
      }, async (scene) => {
        const [{ path }, unix] = [await scene.folder(), await scene.unix()];
        const alive = `${path}/alive`;
        const server = await unix.listenAt(alive, 5);
        let sockets = scene.openSockets();
        await isRefused(scene, alive, 'where a server listens');
        // The connection of an attempt waits in the server's queue, and counts as open.
        await takeAll(unix, server);
        await scene.noMoreSocketsWhen(sockets, 'listenAt had failed');
        const client = await unix.connectTo(alive);
        await (await unix.accept(server, timeout)).send('alive');
        expect(
          await client.receive(timeout),
          'what a client gets from the server that was there before listenAt',
        ).to.equal('alive');
        const busy = `${path}/busy`;
        await unix.listenAt(busy, 0);
        await unix.connectTo(busy);
        sockets = scene.openSockets();
        await isRefused(scene, busy, 'where the queue of the living server is full');
        await scene.noMoreSocketsWhen(sockets, 'listenAt had failed');
      });

      it('leaves other files as they are', {
        guards: ['A file that is not a socket'],
        points: 1,
        hints: [
          'What does connect say at the path of a text?',
          'ECONNREFUSED, as for a socket that was left behind: nobody listens there. Look at the kind of file as well before you remove it.',
          'lstatSync(path).isSocket()',
        ],
      }, async (scene) => {
        const { path, here } = await scene.folder();
        const file = `${path}/text`;
        const text = scene.random.word();
        writeFileSync(here(file), text, { mode: 0o666 });
        const before = lstatSync(here(file));
        await isRefused(scene, file, 'where a text is');
        expect(existsSync(here(file)), 'the text is still there after listenAt').to.equal(true);
        expect(readFileSync(here(file), 'utf8'), 'the text after listenAt').to.equal(text);
        expect(lstatSync(here(file)).mode, 'the permissions of the text').to.equal(before.mode);
      });

      async function takeAll(unix: Unix, server: Remote<Socket>): Promise<void> {
        for (;;) {
          const attempt = await unix.accept(server, silence).catch(() => undefined);
          if (attempt === undefined) return;
          await attempt.close();
        }
      }

      async function opened(scene: CheckScene, path: string): Promise<Remote<UnixServer>> {
        return scene.opened(learner.listenAt(path));
      }

      async function isReached(
        unix: Unix,
        server: Remote<UnixServer>,
        path: string,
        state: string,
      ): Promise<void> {
        const client = await described(
          unix.connectTo(path),
          `a client of the server of listenAt, ${state}`,
        );
        const connection = await server.accept({ timeout });
        await connection.sendAll('hello');
        await connection.close();
        expect(
          await client.receiveAll(timeout),
          `what a client of listenAt received, ${state}`,
        ).to.equal('hello');
      }

      async function isRefused(scene: CheckScene, path: string, state: string): Promise<void> {
        const call = learner.listenAt(path);
        const { code } = await scene.errorOf(call, `listenAt, ${state},`);
        expect(code, `the code of the error of listenAt, ${state}`).to.equal('EADDRINUSE');
      }
    });

    describe('Task 2: openWorker', () => {
      it('answers each connection that it is passed', {
        guards: [
          'connects to the broker',
          'From then on the broker',
          'reads one line',
          'So a client that sends',
        ],
        points: 1,
        hints: [
          'What does receiveDescriptors return, and what is done with each of its numbers?',
          'Each number is a connection: UnixSocket.fromFd makes a socket of it. A line may come in pieces: BufferedReader puts it together. Then answer and close.',
          'const client = UnixSocket.fromFd(fd); const line = await new BufferedReader(client).readLine();',
        ],
      }, async (scene) => {
        const { name, broker } = await worker(scene);
        const sockets = scene.openSockets();
        for (const pieces of [['hello\n'], ['how ', 'are you', '?\n'], ['\n'], ['ß🦊\nmore\n']]) {
          const client = await broker.sendConnection();
          for (const piece of pieces) {
            await client.send(piece);
            await scene.settle();
          }
          await isAnswered(
            client,
            name,
            pieces.join('').split('\n')[0] ?? '',
            JSON.stringify(pieces.join('')),
          );
          await client.close();
        }
        await scene.noMoreSocketsWhen(sockets, 'all clients had been answered');
      });

      it('serves its clients side by side, and lets none of them stop it', {
        guards: ['Any number of clients', 'A client that leaves'],
        points: 1,
        hints: [
          'Which await keeps your loop from taking the next connection?',
          'Serve each connection in a function of its own that the loop does not await. A client that ends without a line gets no answer; an error of one client stays in its function.',
          'serve(fd).catch(() => {});',
        ],
      }, async (scene) => {
        const { name, broker } = await worker(scene);
        const sockets = scene.openSockets();
        const [slow, gone, hasty] = [
          await broker.sendConnection(),
          await broker.sendConnection(),
          await broker.sendConnection(),
        ];
        await gone.close();
        await slow.send('sl');
        await hasty.send('bye\n');
        await hasty.close();
        for (let number = 1; number <= 5; number += 1) {
          const quick = await broker.sendConnection();
          await quick.send(`quick ${number}\n`);
          await isAnswered(
            quick,
            name,
            `quick ${number}`,
            'a whole line, while a slow one had sent "sl",',
          );
          await quick.close();
        }
        await slow.send('ow\n');
        await isAnswered(slow, name, 'slow', '"sl" and, later, "ow\\n"');
        await slow.close();
        await scene.noMoreSocketsWhen(sockets, 'every client had been answered or had left');
      });

      it('ends with its broker, or when it is told to', {
        guards: ['When the broker has gone', '`close()` of a worker'],
        points: 1,
        hints: [
          'What does receiveDescriptors return at the end of the stream, and what does close() close?',
          'No bytes are the end: leave the loop, close the socket to the broker, and go on with the clients that are still served. close() closes those as well.',
          'if (data.length === 0) break;',
        ],
      }, async (scene) => {
        const before = scene.openSockets();
        const first = await worker(scene);
        const client = await first.broker.sendConnection();
        await scene.settle();
        await first.broker.close();
        await scene.settle();
        await described(
          client.send('still here\n'),
          'a client that the worker still had when the broker went could not send',
        );
        await isAnswered(
          client,
          first.name,
          'still here',
          '"still here\\n" after the broker had gone',
        );
        await client.close();
        await first.listener.close();
        await scene.noMoreSocketsWhen(
          before,
          'the broker had gone and its last client was answered',
        );
        const second = await worker(scene);
        const waiting = await second.broker.sendConnection();
        await scene.settle();
        await described(second.running.close(), 'close() of a worker with a client');
        await scene.noMoreSocketsWhen(before + 3, 'close() of a worker had returned');
        expect(
          await described(waiting.receiveAll(timeout), 'a client of a worker that was closed'),
          'what the client of a worker received after close()',
        ).to.equal('');
      });

      async function worker(scene: CheckScene) {
        const [{ path }, unix] = [await scene.folder(), await scene.unix()];
        const listener = await unix.listenAt(`${path}/broker`, 5);
        const name = scene.random.word();
        const running = await scene.opened(learner.openWorker(`${path}/broker`, name));
        const broker = await described(
          unix.accept(listener, timeout),
          'openWorker did not connect',
        );
        return { name, running, listener, broker };
      }

      async function isAnswered(client: Peer, name: string, line: string, sent: string) {
        const answer = await described(
          client.receiveAll(timeout),
          `a client that sent ${sent} waited for the answer of openWorker and the end`,
        );
        expect(answer, `what openWorker answered to a client that sent ${sent}`).to.equal(
          `${name}: ${line}\n`,
        );
      }
    });

    describe('Task 3: openBroker', () => {
      it('passes each client to the next worker in turn, and keeps none', {
        guards: [
          'listens at two paths',
          'is passed to one worker',
          'take turns',
          'keeps no descriptor',
          'never reads',
        ],
        points: 1,
        hints: [
          'Which worker is next, and which descriptors of a client are open after it was passed?',
          'Take the first worker of a list, and put it at the end. sendDescriptors copies the descriptor: close your own when it has returned.',
          "await worker.sendDescriptors('c', [client]); client.close();",
        ],
      }, async (scene) => {
        const broker = await open(scene);
        const workers = [await broker.worker(), await broker.worker(), await broker.worker()];
        await scene.settle();
        for (let number = 0; number < 7; number += 1) {
          const client = await broker.client();
          await client.send(`question ${number}`);
          const at = number % 3;
          const taken = await takenBy(
            workers[at] as Peer,
            `worker ${at + 1} of 3, as client ${number + 1} came,`,
          );
          expect(
            await taken.receive(timeout),
            `what worker ${at + 1} received from client ${number + 1}`,
          ).to.equal(`question ${number}`);
          await taken.send('answer');
          await taken.close();
          expect(
            await described(
              client.receiveAll(timeout),
              'a client waited for its end after its worker had closed the connection: has openBroker closed its own descriptor?',
            ),
            'what the client received from its worker',
          ).to.equal('answer');
        }
        for (const [at, each] of workers.entries()) await hasNoMore(each, `worker ${at + 1}`);
      });

      it('lets clients wait until a worker comes', {
        guards: ['While there is no worker'],
        points: 1,
        hints: [
          'Where is a client while there is no worker?',
          'Keep it in a list, and go through the list when a client comes and when a worker comes. Who came first is served first.',
          'while (waiting.length > 0 && workers.length > 0) { ... }',
        ],
      }, async (scene) => {
        const broker = await open(scene);
        const early = [await broker.client(), await broker.client(), await broker.client()];
        await scene.settle();
        const worker = await broker.worker();
        for (const number of [1, 2, 3]) {
          const taken = await takenBy(
            worker,
            `the first worker, while client ${number} of 3 waited,`,
          );
          await taken.send(String(number));
          await taken.close();
        }
        for (const [at, client] of early.entries()) {
          expect(
            await described(client.receive(timeout), `client ${at + 1} of 3 that waited`),
            `the place at which client ${at + 1} of 3 was passed on`,
          ).to.equal(String(at + 1));
        }
      });

      it('goes on without a worker that has gone', {
        guards: ['A worker that has gone'],
        points: 1,
        hints: [
          'How does your broker learn that a worker has closed its connection, and what becomes of the client?',
          'A worker sends nothing, so its recv returns only at the end: take it off the list then. If sendDescriptors fails, the client is still yours: try the next worker.',
          'try { await worker.sendDescriptors(...) } catch { worker.close(); continue; }',
        ],
      }, async (scene) => {
        const broker = await open(scene);
        const first = await broker.worker();
        const second = await broker.worker();
        const third = await broker.worker();
        await scene.settle();
        const sockets = scene.openSockets();
        await second.close();
        // One socket is the second worker's own, the other the broker's end of it.
        await scene.noMoreSocketsThan(sockets - 2, 'one of three workers had gone');
        for (const [number, worker] of [first, third, first, third].entries()) {
          const client = await broker.client();
          const taken = await takenBy(
            worker,
            `the worker whose turn it is, as client ${number + 1} came and one of three workers had gone,`,
          );
          await taken.send('here');
          await taken.close();
          expect(
            await described(client.receive(timeout), 'a client waited for its worker'),
            'what the client received from its worker',
          ).to.equal('here');
          await client.close();
        }
        // All of them have gone: the next client waits for a new one.
        await first.close();
        await third.close();
        const patient = await broker.client();
        await scene.settle();
        const fourth = await broker.worker();
        const taken = await takenBy(fourth, 'a new worker, after all others had gone,');
        await taken.send('at last');
        await taken.close();
        expect(
          await described(patient.receive(timeout), 'a client waited for its worker'),
          'what the client received from the new worker',
        ).to.equal('at last');
      });

      it('ends for all, and leaves no file behind', {
        guards: ['`close()` of a broker', 'both files'],
        points: 1,
        hints: [
          'What is open when your broker is closed: servers, workers, clients that wait?',
          'Close all of them before close() returns, and remove the files of both servers: a closed socket leaves its own.',
          'new UnixServer({ path }, { unlinkOnClose: true })',
        ],
      }, async (scene) => {
        const before = scene.openSockets();
        const broker = await open(scene);
        const waiting = await broker.client();
        await scene.settle();
        await described(broker.running.close(), 'close() of a broker with a client that waits');
        await scene.noMoreSocketsWhen(before + 1, 'close() of a broker had returned');
        await isAtItsEnd(waiting, 'a client that waited');
        const next = await open(scene);
        const worker = await next.worker();
        await scene.settle();
        await described(next.running.close(), 'close() of a broker with a worker');
        await scene.noMoreSocketsWhen(before + 2, 'close() of a broker had returned');
        await isAtItsEnd(worker, 'a worker');
        await waiting.close();
        await worker.close();
        for (const file of [...broker.files, ...next.files]) {
          expect(existsSync(file), 'a file of a broker is there after close()').to.equal(false);
        }
      });

      async function open(scene: CheckScene) {
        const [{ path, here }, unix] = [await scene.folder(), await scene.unix()];
        const paths = [`${path}/clients`, `${path}/workers`] as const;
        const running = await scene.opened(learner.openBroker(...paths));
        return {
          running,
          files: paths.map(here),
          client: () => described(unix.connectTo(paths[0]), 'a client of openBroker'),
          worker: () => described(unix.connectTo(paths[1]), 'a worker of openBroker'),
        };
      }

      /** The connection that a worker was passed. */
      async function takenBy(worker: Peer, who: string): Promise<Peer> {
        const taken = await described(
          worker.takeConnection(timeout),
          `${who} waited for a connection from openBroker`,
        );
        if (taken === undefined) expect.fail(`${who} got the end of the stream from openBroker`);
        return taken as Peer;
      }

      async function hasNoMore(worker: Peer, who: string): Promise<void> {
        const more = await worker.takeConnection(silence).then(
          () => 'one more',
          () => 'none',
        );
        expect(more, `connections for ${who} after all clients were served`).to.equal('none');
      }

      async function isAtItsEnd(peer: Peer, who: string): Promise<void> {
        expect(
          await described(peer.receiveAll(timeout), `${who} waited for the end after close()`),
          `what ${who} received after close()`,
        ).to.equal('');
      }
    });

    /** The result of a call; an error says what was going on. */
    async function described<T>(call: Promise<T>, what: string): Promise<T> {
      return call.catch((error: Error) => expect.fail(`${what}: ${error.message}`));
    }
  },
});
