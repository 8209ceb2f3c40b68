/** The hidden checks of exercise 16. */

import { existsSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { expect } from 'chai';
import { type CheckScene, type Client, defineExercise, type Remote } from 'wirebook/exercise';

interface Child {
  readonly stop: (grace: number) => Promise<string>;
}

interface DrainingServer {
  readonly port: number;
  readonly drain: (limit: number) => Promise<number>;
}

interface Heir {
  readonly port: number;
  readonly left: () => Promise<void>;
  readonly close: () => Promise<void>;
}

interface Contract {
  readonly startChild: (command: readonly string[]) => Promise<Child>;
  readonly openServer: (
    host: string,
    answer: (line: string) => Promise<string>,
  ) => Promise<DrainingServer>;
  readonly takeOver: (path: string, host: string, name: string) => Promise<Heir>;
}

/** A grace and a limit that no check waits for, in milliseconds. */
const long = 20_000;
/** Timeout of what should happen at once, in milliseconds of the learner's process. */
const atOnce = 1500;
/** A wait for something that may not come, in milliseconds. */
const silence = 100;

export default defineExercise<Contract>({
  name: '16-stopping',
  functions: { startChild: true, openServer: true, takeOver: true },
  unguarded: ['`drain(limit)` stops the server', 'What else the two say to each other'],
  checks({ describe, it, learner, HOST }) {
    describe('Task 1: startChild', () => {
      it('waits for the first line, and says how the child has ended', {
        guards: [
          'starts a program as a child process',
          'It returns when the child has printed its first line',
          'If the child ends before',
          'read and thrown away',
          'When it has ended, `stop` returns how',
        ],
        points: 1,
        hints: [
          'What does your function wait for before it returns, and who reads what the child prints after that?',
          "A line may come in pieces: it is there when its newline is. Keep the listener for 'data', or call resume(): a pipe that is not read fills up, and the child waits. If 'exit' comes before the line, fail.",
          "child.stdout.on('data', (piece) => {\n  if (piece.includes('\\n')) ready();\n});",
        ],
      }, async (scene) => {
        const program = await write(scene);
        const words = [scene.random.word(), 'two words'];
        const call = learner.startChild(program.command(...words));
        call.catch(() => {});
        await program.started(call);
        expect(program.words, 'the arguments that the program got').to.deep.equal(words);
        for (const piece of ['', 'rea']) {
          program.order({ print: piece });
          if (await scene.endsWithin(call, 60)) {
            await call;
            expect.fail(
              piece === ''
                ? 'startChild() returned before the child had printed anything'
                : `startChild() returned when the child had printed ${JSON.stringify(piece)}, without a newline`,
            );
          }
        }
        program.order({ print: 'dy\n' });
        const child = await scene.returns(call, 'startChild(), when the child had printed a line');
        program.order({ print: `${'x'.repeat(400_000)}\n`, say: 'printed' });
        await program.said('printed', 'could print 400,000 bytes more');
        const stopping = child.stop(long);
        await program.said('SIGTERM', 'got SIGTERM from stop()');
        program.order({ exit: 7 });
        expect(
          await scene.returns(stopping, 'stop(), when the child had ended'),
          'what stop() returned for a child that ended with the status 7',
        ).to.equal('exit 7');

        const brief = await write(scene);
        const failing = learner.startChild(brief.command());
        failing.catch(() => {});
        await brief.started(failing);
        brief.order({ exit: 0 });
        if (!(await scene.endsWithin(failing, atOnce))) {
          expect.fail('The child ended before its first line, and startChild() went on waiting');
        }
        await scene.errorOf(failing, 'startChild(), whose child ended before its first line,');
      });

      it('asks first, and kills when the grace is over', {
        guards: [
          '`stop(grace)` sends the child `SIGTERM`, to it alone',
          'If it has not ended',
          '`stop` may be called several times',
        ],
        points: 1,
        hints: [
          'Which signals does your child get, in which order, and how many of each?',
          "SIGTERM goes to the child's own number at once, SIGKILL by a timer. Keep the promise of the first call of stop(), and return it to all later ones.",
          "child.kill('SIGTERM');\nconst timer = setTimeout(() => child.kill('SIGKILL'), grace);",
        ],
      }, async (scene) => {
        await scene.retrySlower(async (scale) => {
          const { program, child } = await start(scene);
          await program.startHelper('plain');
          const stopping = child.stop(200 * scale);
          await program.said('SIGTERM', 'got SIGTERM from stop()');
          if (await scene.endsWithin(stopping, 100 * scale)) {
            await stopping;
            expect.fail(`stop(${200 * scale}) had returned after ${100 * scale} ms`);
          }
          expect(program.isRunning, 'whether the child runs while its grace lasts').to.equal(true);
          expect(
            program.hasHelper,
            'whether the process that the child had started runs while the child does',
          ).to.equal(true);
          if (!(await scene.endsWithin(stopping, 200 * scale))) {
            expect.fail(`stop(${200 * scale}) had not returned after ${300 * scale} ms`);
          }
          expect(await stopping, 'what stop() returned for a child that ignores SIGTERM').to.equal(
            'SIGKILL',
          );
        });
        const { program, child } = await start(scene);
        const first = child.stop(long);
        await program.said('SIGTERM', 'got SIGTERM from stop()');
        const calls = [first, child.stop(long), child.stop(long)];
        for (const word of ['once', 'twice']) {
          program.order({ print: '', say: word });
          await program.said(word, 'was told something');
        }
        expect(program.count('SIGTERM'), 'the SIGTERMs of three calls of stop()').to.equal(1);
        program.order({ exit: 0 });
        for (const [index, call] of calls.entries()) {
          expect(
            await scene.returns(call, `call ${index + 1} of stop()`),
            `what call ${index + 1} of 3 of stop() returned`,
          ).to.equal('exit 0');
        }
        expect(
          await scene.returns(child.stop(10), 'stop(), when it had returned before,'),
          'what stop() returned when it was called once more',
        ).to.equal('exit 0');
        const plain = await start(scene, 'no handler');
        expect(
          await scene.returns(plain.child.stop(long), 'stop(), whose child handles no signal,'),
          'what stop() returned for a child that handles no signal',
        ).to.equal('SIGTERM');
      });

      it('leaves no process and no timer behind', {
        guards: [
          'A child that ended by itself',
          'The child may have started processes',
          'Those that are left',
          'No timer runs',
        ],
        points: 1,
        hints: [
          'Your child has ended. Who else may run that has not been there before, and which timer?',
          "A process with `detached` leads a group. When 'exit' has come, and not before, kill what is left of the group. Clear the timer of the grace in any case.",
          "try { process.kill(-child.pid, 'SIGKILL'); } catch { /* the group is empty */ }",
        ],
      }, async (scene) => {
        const timers = await scene.timers();
        for (const end of ['SIGTERM', 'itself', 'SIGUSR2', 'SIGKILL'] as const) {
          const { program, child } = await start(scene);
          await program.startHelper('deaf');
          if (end === 'itself') program.order({ exit: 5 });
          if (end === 'SIGUSR2') program.order({ signal: end });
          if (end === 'itself' || end === 'SIGUSR2') await program.ended();
          const stopping = child.stop(end === 'SIGKILL' ? 50 : long);
          if (end === 'SIGTERM') {
            await program.said('SIGTERM', 'got SIGTERM from stop()');
            program.order({ exit: 3 });
          }
          const how = { SIGTERM: 'exit 3', itself: 'exit 5', SIGUSR2: end, SIGKILL: end }[end];
          expect(
            await scene.returns(stopping, `stop(), of a child that was to end with ${how},`),
            'what stop() returned',
          ).to.equal(how);
          await scene.eventually(
            () => !program.hasHelper,
            () =>
              `a process that the child had started still ran, when the child had ended with ${how} and stop() had returned`,
          );
          await scene.noMoreTimersThan(timers);
        }
      });

      async function start(
        scene: CheckScene,
        ...words: string[]
      ): Promise<{ program: Program; child: Remote<Child> }> {
        const program = await write(scene);
        const call = learner.startChild(program.command(...words));
        call.catch(() => {});
        await program.started(call);
        program.order({ print: 'ready\n' });
        return { program, child: await scene.returns(call, 'startChild()') };
      }

      async function write(scene: CheckScene): Promise<Program> {
        const { path, here } = await scene.folder();
        const program = new Program(scene, `${path}/program.mjs`);
        scene.cleanUp(() => program.dismiss());
        writeFileSync(here(program.path), programFor(HOST, await program.listen(HOST)));
        return program;
      }
    });

    describe('Task 2: openServer', () => {
      it('answers one line after another', {
        guards: [
          'returns a server that listens on `host`',
          'It serves in the background, any number of clients at the same time.',
          'A client sends lines',
          'Then the connection stays open',
          'A client that leaves, at whatever moment',
        ],
        points: 1,
        hints: [
          'Which await of one client keeps another one waiting, and what does your server do behind an answer?',
          'A function of its own serves each client, in a loop: collect pieces until there is a newline, answer, go on. The accept loop does not await it; an error ends the serving of that client alone.',
          'for await (const client of server) {\n  serve(client).then(done, done);\n}',
        ],
      }, async (scene) => {
        const { port, lines } = await serve(scene);
        await scene.reachedOnlyAtHost(port);
        const before = scene.openSockets();
        const slow = await scene.connect(port);
        await slow.send('slo');
        const held = await scene.connect(port);
        await held.send('held\n');
        await lines.came(['held']);
        const gone = await scene.connect(port);
        await gone.send('gone\n');
        await lines.came(['held', 'gone']);
        await gone.reset();
        lines.answer('gone', 'too late');
        const half = await scene.connect(port);
        await half.send('hal');
        half.halfClose();
        const quick = await scene.connect(port);
        for (const line of ['first', 'ä second one', '']) {
          const bytes = Buffer.from(`${line}\n`);
          await quick.send(
            [bytes.subarray(0, 1), bytes.subarray(1)].filter((piece) => piece.length > 0),
          );
          await lines.came([line], 'as the last');
          lines.answer(line, `answer to ${line}`);
          expect(await quick.receiveLine(), `the answer to ${JSON.stringify(line)}`).to.equal(
            `answer to ${line}\n`,
          );
        }
        await slow.send('w\n');
        await lines.came(['slow'], 'as the last');
        lines.answer('slow', 'at last');
        expect(await slow.receiveLine(), 'the answer to a line that came in pieces').to.equal(
          'at last\n',
        );
        lines.answer('held', 'released');
        expect(await held.receiveLine(), 'the answer to "held"').to.equal('released\n');
        expect([quick.open, slow.open, held.open], 'which connections are open').to.deep.equal([
          true,
          true,
          true,
        ]);
        for (const client of [quick, slow, held]) client.halfClose();
        await scene.noMoreSocketsThan(before, 'all clients had ended');
      });

      it('drains: closes what is idle, and answers what is in flight', {
        guards: [
          'It accepts no more',
          'A connection is *idle*',
          'Idle connections are closed at once',
          'All others are in flight',
          'Their line is still read and answered',
          '`drain` returns the number',
          'When the last connection ends before the limit',
        ],
        points: 1,
        hints: [
          'Where is each of your connections at the moment of drain(), and who closes it?',
          'drain() closes the listening socket and the idle connections. A connection without a line so far is not idle. The function that serves a client looks behind each answer whether the server is draining, and closes then. When the last connection has gone, drain() returns, and clears its timer.',
          'if (isDraining) client.close(); // behind the answer',
        ],
      }, async (scene) => {
        const before = scene.openSockets();
        const timers = await scene.timers();
        const { port, server, lines } = await serve(scene);
        const idle = await scene.connect(port);
        await idle.send('idle\n');
        await lines.came(['idle']);
        lines.answer('idle', 'then silent');
        await idle.receiveLine();
        const again = await scene.connect(port);
        await again.send('again\n');
        await lines.came(['again'], 'as the last');
        lines.answer('again', 'then half a line');
        await again.receiveLine();
        await again.send('ha');
        const joined = await scene.connect(port);
        await joined.send('one\ntw');
        await lines.came(['one'], 'as the last');
        lines.answer('one', 'and half of the next');
        await joined.receiveLine();
        const silent = await scene.connect(port);
        const partial = await scene.connect(port);
        await partial.send('par');
        const asked = await scene.connect(port);
        await asked.send('asked\n');
        await lines.came(['asked'], 'as the last');
        await scene.settle();
        const draining = server.drain(long);
        draining.catch(() => {});
        await idle.ends('', 'an idle client');
        await scene.refused(port);
        await scene.settle();
        for (const [client, what] of [
          [again, 'a client that had begun its second line'],
          [joined, 'a client that had sent a line and half of the next in one piece'],
          [silent, 'a client that had not sent anything yet'],
          [partial, 'a client that had sent half a line'],
          [asked, 'a client whose line is being answered'],
        ] as const) {
          expect(client.open, `whether ${what} is connected while the server drains`).to.equal(
            true,
          );
        }
        await again.send('lf\n');
        await answered(again, 'half', 'a client that had begun its second line');
        await joined.send('o\n');
        await answered(joined, 'two', 'a client that had sent half a line behind another');
        await silent.send('silent\n');
        await answered(silent, 'silent', 'a client that had not sent anything yet');
        lines.answer('asked', 'x'.repeat(200_000));
        await asked.ends(`${'x'.repeat(200_000)}\n`, 'a client whose line was being answered');
        if (await scene.endsWithin(draining, 60)) {
          await draining;
          expect.fail('drain() had returned while a client with half a line was connected');
        }
        await partial.send('tial\n');
        await answered(partial, 'partial', 'a client that had sent half a line');
        expect(
          await scene.returns(draining, 'drain(), when its last client had been served,'),
          'what drain() returned when no connection was reset',
        ).to.equal(0);
        await scene.noMoreSocketsWhen(before, 'drain() had returned');
        await scene.noMoreTimersThan(timers);

        const other = await serve(scene);
        expect(
          await scene.returns(other.server.drain(long), 'drain() of a server without clients'),
          'what drain() returned for a server without clients',
        ).to.equal(0);

        async function answered(client: Client, line: string, who: string): Promise<void> {
          await lines.came([line], 'as the last');
          lines.answer(line, `answer to ${line}`);
          await client.ends(`answer to ${line}\n`, who);
        }
      });

      it('resets what is left when the limit is over', {
        guards: ['When `limit` milliseconds are over', 'no timer runs any more'],
        points: 1,
        hints: [
          'What does a client read when its connection is closed in order, and what when it is reset? And whom does drain() wait for?',
          'SO_LINGER with 0 seconds makes a reset of the next close(). Do not wait for the functions that serve the clients: one of them may wait for an answer that never comes.',
          'client.setsockopt(SOL_SOCKET, SO_LINGER, { on: true, seconds: 0 });\nclient.close();',
        ],
      }, async (scene) => {
        const before = scene.openSockets();
        const timers = await scene.timers();
        await scene.retrySlower(async (scale) => {
          const { port, server, lines } = await serve(scene);
          const idle = await scene.connect(port);
          await idle.send('idle\n');
          await lines.came(['idle']);
          lines.answer('idle', 'then silent');
          await idle.receiveLine();
          const asked = await scene.connect(port);
          await asked.send('asked\n');
          await lines.came(['asked'], 'as the last');
          const partial = await scene.connect(port);
          await partial.send('par');
          const silent = await scene.connect(port);
          const late = await scene.connect(port);
          await late.send('late\n');
          await lines.came(['late'], 'as the last');
          await scene.settle();
          const draining = server.drain(200 * scale);
          draining.catch(() => {});
          lines.answer('late', 'in time');
          await late.ends('in time\n', 'a client that was answered in time');
          if (await scene.endsWithin(draining, 100 * scale)) {
            await draining;
            expect.fail(`drain(${200 * scale}) had returned after ${100 * scale} ms`);
          }
          expect(
            [asked.open, partial.open, silent.open],
            'which of three clients in flight are connected in the middle of the limit',
          ).to.deep.equal([true, true, true]);
          if (!(await scene.endsWithin(draining, 200 * scale))) {
            expect.fail(`drain(${200 * scale}) had not returned after ${300 * scale} ms`);
          }
          expect(await draining, 'what drain() returned, with three clients in flight').to.equal(3);
          await scene.noMoreSocketsWhen(before, 'drain() had returned at its limit');
          for (const [client, what] of [
            [asked, 'whose line was being answered'],
            [partial, 'that had sent half a line'],
            [silent, 'that had sent nothing'],
          ] as const) {
            const { ending } = await client.receiveAll();
            expect(ending, `how the connection of a client ended ${what}`).to.equal('reset');
          }
          await idle.ends('', 'an idle client');
          lines.answer('asked', 'too late');
          await scene.settle();
          await scene.noMoreTimersThan(timers);
        });
      });

      async function serve(scene: CheckScene) {
        const lines = new Lines(scene);
        scene.cleanUp(() => lines.failAll());
        const server = await scene.atOnce(learner.openServer(HOST, lines.take));
        let isDraining = false;
        const drain = (limit: number) => {
          isDraining = true;
          return server.drain(limit);
        };
        // A call that never ends would shorten the timeout of the next ones.
        scene.cleanUp(() => (isDraining ? undefined : server.drain(0)));
        return { port: server.port, server: { drain }, lines };
      }
    });

    describe('Task 3: takeOver', () => {
      it('serves, where no server is behind its path', {
        guards: [
          'returns a server at a TCP port',
          'each sends a line and gets',
          'When no server is behind `path`',
          'A socket file that a dead server',
        ],
        points: 1,
        hints: [
          'How does your function tell a predecessor from a file that a dead server has left?',
          'connect fails with ENOENT or ECONNREFUSED where nobody listens. Remove the file then, and bind. Serve each client in a function that the accept loop does not await.',
          'const before = await UnixSocket.connect({ path }).catch(() => undefined);',
        ],
      }, async (scene) => {
        const { path } = await place(scene);
        const before = scene.openSockets();
        const server = await open(scene, path, 'ada');
        await scene.reachedOnlyAtHost(server.port);
        const slow = await scene.connect(server.port);
        await slow.send('sl');
        const gone = await scene.connect(server.port);
        await gone.reset();
        const mute = await scene.connect(server.port);
        mute.halfClose();
        for (const line of [scene.random.word(), 'ä second one', '']) {
          await isServed(scene, server.port, line, 'ada');
        }
        await slow.send('ow\n');
        await slow.ends('ada: slow\n', 'a client that sent its line in two pieces');
        await scene.returns(server.close(), 'close()');
        await scene.noMoreSocketsWhen(before, 'close() had returned');

        const left = await place(scene);
        const unix = await scene.unix();
        await (await unix.listenAt(left.path, 5)).close();
        const next = await open(scene, left.path, 'bob');
        await isServed(scene, next.port, 'hello', 'bob');
      });

      it('takes over the listening socket, again and again', {
        guards: [
          'it is the *predecessor*',
          'So `port` is the same',
          'the server itself can be taken over',
          'It still serves the clients that it has accepted',
          '`left()` of a server returns',
        ],
        points: 1,
        hints: [
          'What does the predecessor still have to do when its heir accepts, and what does left() wait for?',
          'It closes its listening socket and what listens at path, and goes on with its clients. left() returns when the last of them is served. The heir binds path itself, so the file is replaced.',
          'if (wasTaken && clients.size === 0) gone.resolve();',
        ],
      }, async (scene) => {
        const { path } = await place(scene);
        const before = scene.openSockets();
        let current = await open(scene, path, 'server 0');
        const { port } = current;
        const mute = await visit(scene, path);
        for (const number of [1, 2, 3]) {
          const name = `server ${number - 1}`;
          const half = await scene.connect(port);
          await half.send('ha');
          const silent = await scene.connect(port);
          await scene.settle();
          const heir = await open(scene, path, `server ${number}`);
          // The first server has a visitor at its path that says nothing.
          const visited = number === 1 ? ', while a silent program is connected to path' : '';
          expect(heir.port, `the port of a server that has taken over${visited}`).to.equal(port);
          const leaving = current.left();
          leaving.catch(() => {});
          await scene.settle();
          for (const time of ['first', 'second', 'third']) {
            await isServed(scene, port, `the ${time}`, `server ${number}`);
          }
          await half.send('lf\n');
          await half.ends(`${name}: half\n`, 'a client that the predecessor had accepted');
          if (await scene.endsWithin(leaving, 60)) {
            await leaving;
            expect.fail('left() had returned while the predecessor had a client');
          }
          await silent.send('silent\n');
          await silent.ends(`${name}: silent\n`, 'a client that the predecessor had accepted');
          await scene.returns(leaving, `left(), when the last client was served${visited},`);
          await scene.noMoreSocketsWhen(before + 3, 'left() of the predecessor had returned');
          current = heir;
        }
        for (const name of ['one', 'right behind the other']) {
          const previous = current;
          current = await open(scene, path, name);
          expect(current.port, 'the port of a server that has taken over').to.equal(port);
          await scene.returns(previous.left(), 'left() of a server without clients');
        }
        await mute.close();
        await scene.returns(current.close(), 'close() of the last heir');
        await scene.noMoreSocketsThan(before, 'close() of the last heir had returned');
      });

      it('refuses nobody, and lets itself be disturbed by nobody', {
        guards: [
          'The predecessor stops accepting when its heir accepts',
          'No client is refused or reset',
          'A program that connects to `path`',
        ],
        points: 1,
        hints: [
          'When does the predecessor close its listening socket: when it has passed it, or when it knows that the heir accepts?',
          'It waits for a byte from the heir. The end of the stream, or silence, means that there is no heir: it goes on accepting, and can be taken over by the next. Each connection to path is served on its own.',
          'if ((await caller.recv()).length > 0) stop();',
        ],
      }, async (scene) => {
        const { path } = await place(scene);
        const first = await open(scene, path, 'server 0');
        const { port } = first;
        const [mute, brief, curious] = [
          await visit(scene, path),
          await visit(scene, path, ' again, while the first says nothing,'),
          await visit(scene, path, ' a third time, while the others say nothing,'),
        ];
        await scene.settle();
        await brief.close();
        // It reads what the server may have sent it, and leaves in order.
        await curious.receive(silence).catch(() => {});
        await curious.close();
        await scene.settle();
        for (const line of ['one', 'two', 'three']) {
          await isServed(
            scene,
            port,
            line,
            'server 0',
            'while a program had connected to path and had said nothing',
          );
        }
        scene.newChapter();
        const crowd = new Crowd(scene, port);
        scene.cleanUp(() => crowd.leave());
        const servers = [first];
        for (const number of [1, 2, 3, 4]) {
          await crowd.served(`server ${number - 1}`, 8);
          servers.push(await open(scene, path, `server ${number}`));
        }
        await crowd.served('server 4', 8);
        await crowd.leave();
        for (const [number, server] of servers.slice(0, -1).entries()) {
          const visited = number === 0 ? ', while a silent program is connected to path,' : '';
          await scene.returns(server.left(), `left() of server ${number} of 5${visited}`);
        }
        await mute.close();
      });

      it('ends at once, and removes its own file alone', {
        guards: ['`close()` ends a server at once'],
        points: 1,
        hints: [
          'Whose file is at path when close() is called: that of this server, or that of its heir?',
          'close() closes the listening socket, what listens at path, all connections there and all clients. It removes the file only if no heir has taken over.',
          'if (!wasTaken) rmSync(path, { force: true });',
        ],
      }, async (scene) => {
        const before = scene.openSockets();
        const { path, here } = await place(scene);
        const first = await open(scene, path, 'ada');
        const client = await scene.connect(first.port);
        await client.send('never a newline');
        const mute = await visit(scene, path);
        await scene.settle();
        await scene.returns(first.close(), 'close(), with a client and a program at path,');
        await scene.noMoreSocketsWhen(before + 1, 'close() had returned');
        await mute.close();
        await scene.refused(first.port);
        expect(existsSync(here(path)), 'whether the file is there after close()').to.equal(false);

        const old = await open(scene, path, 'old');
        const waiting = await scene.connect(old.port);
        await waiting.send('half a li');
        await scene.settle();
        const heir = await open(scene, path, 'heir');
        await scene.settle();
        await scene.returns(old.close(), 'close() of a predecessor with a client');
        const { text } = await waiting.receiveAll();
        expect(text, 'what the client of the predecessor received').to.equal('');
        expect(
          existsSync(here(path)),
          'whether the file is there when a predecessor was closed',
        ).to.equal(true);
        await isServed(scene, old.port, 'hello', 'heir', 'when its predecessor was closed');
        const last = await open(scene, path, 'last');
        await isServed(scene, old.port, 'hello', 'last');
        await scene.returns(heir.left(), 'left() of an heir that was taken over');
        await scene.returns(last.close(), 'close()');
        await scene.noMoreSocketsWhen(before, 'close() of the last server had returned');
        expect(existsSync(here(path)), 'whether the file is there after close()').to.equal(false);
      });

      /** A program that connects to the path of a server. */
      async function visit(scene: CheckScene, path: string, again = '') {
        const unix = await scene.unix();
        return unix
          .connectTo(path)
          .catch(({ code }) =>
            expect.fail(
              `takeOver() has returned, and connecting to its path${again} fails (${code})`,
            ),
          );
      }

      async function place(scene: CheckScene) {
        const { path, here } = await scene.folder();
        return { path: `${path}/control`, here };
      }

      async function open(scene: CheckScene, path: string, name: string): Promise<Remote<Heir>> {
        return scene.opened(learner.takeOver(path, HOST, name));
      }

      async function isServed(
        scene: CheckScene,
        port: number,
        line: string,
        name: string,
        when = '',
      ): Promise<void> {
        const client = await scene.connect(port);
        await client.send(`${line}\n`);
        await client.ends(`${name}: ${line}\n`, when === '' ? 'a client' : `a client, ${when},`);
      }
    });
  },
});

/** An order to the program of a child. */
interface Order {
  readonly print?: string;
  readonly say?: string;
  readonly exit?: number;
  readonly signal?: 'SIGUSR2';
  readonly helper?: 'deaf' | 'plain';
}

/**
 * The program of a child: it does what a check says over a connection, and ends when that is closed. Its
 * helper, a process of its own, holds a second connection, and ends with it.
 */
function programFor(host: string, port: number): string {
  return `
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
const words = process.argv.slice(2);
const control = connect(${port}, '${host}');
const say = (text) => control.write(JSON.stringify(text) + '\\n');
if (words[0] !== 'no handler') process.on('SIGTERM', () => say('SIGTERM'));
control.write(JSON.stringify({ words }) + '\\n');
control.on('error', () => {});
control.on('close', () => process.exit());
function help(kind) {
  const line = connect(${port}, '${host}', () => line.write('"I help"\\n', () => {
    const script = (kind === 'deaf' ? "trap '' TERM; " : '') + 'exec cat';
    const stdio = [line, 'ignore', 'ignore'];
    spawn('sh', ['-c', script], { stdio }).on('spawn', () => line.destroy());
  }));
  line.on('close', () => say('helper'));
}
let rest = '';
control.setEncoding('utf8').on('data', (text) => {
  const lines = (rest + text).split('\\n');
  rest = lines.pop();
  for (const line of lines) {
    const order = JSON.parse(line);
    if (order.print !== undefined) {
      process.stdout.write(order.print, () => order.say && say(order.say));
    }
    if (order.helper) help(order.helper);
    if (order.signal) process.kill(process.pid, order.signal);
    if (order.exit !== undefined) process.exit(order.exit);
  }
});
`;
}

/** A child that runs such a program, as a check sees it. */
class Program {
  readonly path: string;
  readonly #scene: CheckScene;
  readonly #server: Server = createServer((connection) => this.#welcome(connection));
  readonly #sockets = new Set<Socket>();
  readonly #said: string[] = [];
  #control: Socket | undefined;
  #helper: Socket | undefined;
  words: readonly string[] = [];

  constructor(scene: CheckScene, path: string) {
    this.#scene = scene;
    this.path = path;
  }

  async listen(host: string): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, host, resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  /** The command of the child; a small pool of threads is enough for it. */
  command(...words: string[]): string[] {
    return [process.execPath, '--v8-pool-size=0', this.path, ...words];
  }

  /** Waits until the child runs; a call that fails before tells why it does not. */
  async started(call: Promise<unknown>): Promise<void> {
    let failed = false;
    call.catch(() => {
      failed = true;
    });
    await this.#scene.eventually(
      () => this.#control !== undefined || failed,
      () => 'the program of startChild() did not run',
    );
    if (failed) await call;
  }

  /** Waits until the child has said a word. */
  async said(word: string, what: string): Promise<void> {
    await this.#scene.eventually(
      () => this.#said.includes(word),
      () => `the child had not said that it ${what}`,
    );
  }

  /** Lets the child start a process of its own, which may ignore SIGTERM. */
  async startHelper(helper: 'deaf' | 'plain'): Promise<void> {
    this.order({ helper });
    await this.said('helper', 'had started a process of its own');
    await this.#scene.eventually(
      () => this.#helper !== undefined,
      () => 'the process that the child had started did not run',
    );
  }

  count(word: string): number {
    return this.#said.filter((each) => each === word).length;
  }

  async ended(): Promise<void> {
    await this.#scene.eventually(
      () => !this.isRunning,
      () => 'the child had not ended',
    );
    await this.#scene.settle();
  }

  get isRunning(): boolean {
    return this.#control?.closed === false;
  }

  get hasHelper(): boolean {
    return this.#helper?.closed === false;
  }

  order(order: Order): void {
    this.#control?.write(`${JSON.stringify(order)}\n`);
  }

  dismiss(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #welcome(socket: Socket): void {
    this.#sockets.add(socket);
    let rest = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#hear(socket, JSON.parse(line));
    });
    socket.on('error', () => {
      // 'close' follows.
    });
  }

  #hear(socket: Socket, said: string | { readonly words: readonly string[] }): void {
    if (said === 'I help') this.#helper = socket;
    else if (typeof said === 'string') this.#said.push(said);
    else {
      this.#control = socket;
      this.words = said.words;
    }
  }
}

/** The lines that a server asks an answer for: a check gives the answers. */
class Lines {
  readonly #scene: CheckScene;
  readonly #came: { line: string; answer: PromiseWithResolvers<string> }[] = [];

  constructor(scene: CheckScene) {
    this.#scene = scene;
  }

  readonly take = (line: string): Promise<string> => {
    const answer = Promise.withResolvers<string>();
    this.#came.push({ line, answer });
    return answer.promise;
  };

  /** Waits until these lines, or at least these as the last ones, have come. */
  async came(lines: readonly string[], which?: 'as the last'): Promise<void> {
    const relevant = () => {
      const all = this.#came.map(({ line }) => line);
      return which === undefined ? all : all.slice(-lines.length);
    };
    await this.#scene.eventually(
      () => JSON.stringify(relevant()) === JSON.stringify(lines),
      () => `answer was called with ${list(relevant())}, and should have been with ${list(lines)}`,
    );
  }

  answer(line: string, answer: string): void {
    this.#came.findLast((each) => each.line === line)?.answer.resolve(answer);
  }

  failAll(): void {
    for (const { answer } of this.#came) answer.resolve('the check has ended');
  }
}

/** Clients that ask again and again, until one of them is not served. */
class Crowd {
  readonly #scene: CheckScene;
  readonly #port: number;
  readonly #answers = new Map<string, number>();
  readonly #clients: Promise<void>;
  #trouble: unknown;
  #isLeaving = false;

  constructor(scene: CheckScene, port: number) {
    this.#scene = scene;
    this.#port = port;
    const trouble = (error: unknown) => {
      this.#trouble ??= error;
    };
    this.#clients = Promise.all([1, 2, 3].map((number) => this.#ask(number).catch(trouble))).then(
      () => {},
    );
  }

  /** Waits until a server has answered so many. */
  async served(name: string, count: number): Promise<void> {
    await this.#scene.eventually(
      () => (this.#answers.get(name) ?? 0) >= count || this.#trouble !== undefined,
      () => `${name} had answered ${this.#answers.get(name) ?? 0} of ${count} clients`,
    );
    if (this.#trouble !== undefined) throw this.#trouble;
  }

  async leave(): Promise<void> {
    this.#isLeaving = true;
    await this.#clients;
    if (this.#trouble !== undefined) throw this.#trouble;
  }

  async #ask(number: number): Promise<void> {
    while (!this.#isLeaving && this.#trouble === undefined) {
      const client = await this.#scene.connect(this.#port);
      await client.send('he');
      await this.#scene.settle();
      await client.send(`llo ${number}\n`);
      const { text, ending } = await client.receiveAll();
      const [name, line] = text.split(': ');
      expect({ line, ending }, `what a client got for "hello ${number}"`).to.deep.equal({
        line: `hello ${number}\n`,
        ending: 'end',
      });
      client.halfClose();
      this.#answers.set(name ?? '', (this.#answers.get(name ?? '') ?? 0) + 1);
    }
  }
}

function list(lines: readonly string[]): string {
  return lines.length === 0 ? 'nothing' : lines.map((line) => JSON.stringify(line)).join(', ');
}
