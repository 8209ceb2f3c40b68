/** The hidden checks of exercise 11. */

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createConnection, type Socket as NetSocket } from 'node:net';
import { expect } from 'chai';
import {
  type CheckScene,
  type Client,
  defineExercise,
  expectBytes,
  type Remote,
} from 'wirebook/exercise';

type PortState = 'open' | 'closed' | 'silent';

interface Hub {
  readonly port: number;
  readonly close: () => Promise<void>;
}

interface Contract {
  readonly portStates: (
    host: string,
    ports: readonly number[],
    wait: number,
  ) => Promise<readonly PortState[]>;
  readonly openHub: (host: string, limit: number) => Promise<Hub>;
}

/** A wait that no check waits for, in milliseconds. */
const longWait = 30_000;
/** The bytes of a long line. */
const longLine = 60_000;

export default defineExercise<Contract>({
  name: '11-many-at-once',
  functions: { portStates: true, openHub: true },
  checks({ describe, it, learner, HOST }) {
    describe('Task 1: portStates', () => {
      it('tells open ports from closed ones, in their order', {
        guards: [
          'returns a state for each',
          '`open`, if the connection is made',
          '`closed`, if it is refused',
          'A port may stand in the list more than once',
        ],
        points: 1,
        hints: [
          'Which of your calls fails for a closed port, and what becomes of the others then?',
          'A refused connection is an answer, not a failure of the whole: catch ECONNREFUSED for each port by itself. And put each state where its port stands in the list, not where it is heard of.',
          'return await Promise.all(ports.map(stateOf));',
        ],
      }, async (scene) => {
        const [open, other] = [await scene.takenPort(), await scene.takenPort()];
        const [closed, another] = [await scene.freePort(), await scene.freePort()];
        for (const ports of [
          [open],
          [closed],
          scene.random.pick([
            [closed, open, another, other],
            [open, closed, other, another],
          ]),
          [open, closed, open, closed, closed],
          [],
        ]) {
          const due = ports.map((port) => ([open, other].includes(port) ? 'open' : 'closed'));
          expect(
            await learner.portStates(HOST, ports, 5000),
            `portStates("${HOST}", [${ports}], 5000)`,
          ).to.deep.equal(due);
        }
      });

      it('tells which ports are silent, beside those that answer', {
        guards: ['`silent`, if there is no answer'],
        points: 1,
        hints: [
          'What does your function wait for at a port that never answers, and what has become of the others by then?',
          'A time-out is neither a connection nor a refusal. Limit each attempt by wait, and tell ETIMEDOUT from ECONNREFUSED.',
          "return error.code === 'ETIMEDOUT' ? 'silent' : 'closed';",
        ],
      }, async (scene) => {
        const ports = [
          await scene.silentPort(),
          await scene.takenPort(),
          await scene.freePort(),
          await scene.silentPort(),
        ];
        await scene.retrySlower(async (scale) => {
          const wait = 150 * scale;
          expect(
            await learner.portStates(HOST, ports, wait),
            `portStates("${HOST}", [${ports}], ${wait}), where the first and the last port are silent`,
          ).to.deep.equal(['silent', 'open', 'closed', 'silent']);
        });
      });

      it('asks all ports at the same time, and waits no longer than it has to', {
        guards: ['All ports are asked at the same time', 'When every port has answered'],
        points: 1,
        hints: [
          'How many waits do five silent ports cost, and how many does an open one?',
          'Begin with all ports before you await the first. Five silent ports cost one wait together, ports that answer cost none.',
          'const states = ports.map(stateOf); // all have begun\nreturn await Promise.all(states);',
        ],
      }, async (scene) => {
        const answering = [await scene.takenPort(), await scene.freePort()];
        const quick = learner.portStates(HOST, answering, longWait);
        quick.catch(() => {});
        if (!(await scene.endsWithin(quick, 1500))) {
          expect.fail(
            `portStates("${HOST}", [${answering}], ${longWait}) was still busy after 1500 ms, though both ports answer at once`,
          );
        }
        const silent = await Promise.all(Array.from({ length: 5 }, () => scene.silentPort()));
        await scene.retrySlower(async (scale) => {
          const wait = 100 * scale;
          const slow = learner.portStates(HOST, silent, wait);
          slow.catch(() => {});
          if (!(await scene.endsWithin(slow, wait, 0.7 * wait))) {
            expect.fail(
              `portStates with ${silent.length} silent ports and a wait of ${wait} ms was still busy after ${Math.round(1.7 * wait)} ms`,
            );
          }
          await slow;
          const early = learner.portStates(HOST, silent, 4 * wait);
          early.catch(() => {});
          if (await scene.endsWithin(early, 2.5 * wait)) {
            expect.fail(
              `portStates with silent ports and a wait of ${4 * wait} ms had ended after ${2.5 * wait} ms`,
            );
          }
          await early;
        });
      });

      it('leaves no socket and no timer', {
        guards: ['no socket of its own is open, and no timer'],
        points: 1,
        hints: [
          'Which of the three outcomes leaves your function without closing its socket?',
          'Each way out closes it: using, or finally. A timer of your own has to be cleared when the answer came first.',
          'using socket = new Socket(AF_INET, SOCK_STREAM);',
        ],
      }, async (scene) => {
        const [silent, open, closed] = [
          await scene.silentPort(),
          await scene.takenPort(),
          await scene.freePort(),
        ];
        const [before, timers] = [scene.openSockets(), await scene.timers()];
        for (const [ports, what] of [
          [[closed], 'a closed port'],
          [[open], 'an open port'],
          [[silent, open], 'a silent port and an open one'],
        ] as const) {
          await learner.portStates(HOST, ports, 100);
          await scene.noMoreSocketsWhen(before, `portStates had returned for ${what}`);
          await scene.noMoreTimersThan(timers);
        }
        // More than earlier checks may have left: theirs run out meanwhile.
        const many = [open, ...new Array<number>(60).fill(closed)];
        await learner.portStates(HOST, many, longWait);
        await scene.noMoreTimersThan(timers);
      });
    });

    describe('Task 2: openHub', () => {
      it('passes each line to all others', {
        guards: [
          'returns a hub that listens on `host`',
          'It serves in the background',
          'Each line that a client sends goes',
          'An empty line is a line too',
          'A line is everything up to',
        ],
        points: 1,
        hints: [
          'To which clients does a line go, and how many lines may one recv hold?',
          'To all but the sender. Take lines off the front of what has come until there is no newline left; an empty line is one byte.',
          'for (const other of members) if (other !== member) give(other, line);',
        ],
      }, async (scene) => {
        const { clients, port } = await chat(scene, 10_000, 3);
        const [ann, ben, cat] = clients;
        const word = scene.random.word();
        await ann.send(`${word}\n\nthree 🦊\r\n`);
        for (const other of [ben, cat]) await hears(other, `${word}\n\nthree 🦊\r\n`);
        await cat.send('from cat\n');
        for (const other of [ann, ben]) await hears(other, 'from cat\n');
        await ben.send('last\n');
        // Had a line gone back to its sender, it would stand in front of this one.
        for (const other of [ann, cat]) await hears(other, 'last\n');
        await ann.send('ann\n');
        for (const other of [ben, cat]) await hears(other, 'ann\n');
        const late = await scene.connect(port);
        await greets(late, ann, ben, cat);
        await greets(ben, ann, late);
      });

      it('keeps lines whole, and bytes as they are', {
        guards: ['Lines travel whole', 'What stands behind the last newline'],
        points: 1,
        hints: [
          'One client has sent half a line, and another one a whole one. What is sent on, and when? And which bytes get lost when a piece is made text?',
          'Keep the bytes of each client in a buffer of its own until its newline has come, and pass on bytes, never text made of a piece. What is left at the end is no line.',
          "let rest = Buffer.alloc(0); // one for each client\nconst end = rest.indexOf('\\n');",
        ],
      }, async (scene) => {
        const { clients } = await chat(scene, 10_000, 3);
        const [ann, ben, cat] = clients;
        await ann.send('half ');
        await scene.settle();
        await ben.send('whole\n');
        await hears(cat, 'whole\n');
        await scene.settle();
        await ann.send('and half\n');
        await hears(cat, 'half and half\n');
        const fox = Buffer.from('🦊\n');
        await ann.send([...fox].map((byte) => Buffer.of(byte)));
        await hears(cat, '🦊\n');
        const odd = Buffer.concat([
          Buffer.from(scene.random.bytes(500)).map((byte) => (byte === 10 ? 0xff : byte)),
          Buffer.of(0, 0xff, 0xc3, 10),
        ]);
        await ann.send(odd);
        await hears(cat, odd);
        await ann.send('line\nno line');
        await hears(cat, 'line\n');
        ann.halfClose();
        await ann.receiveAll();
        await ben.send('next\n');
        await hears(cat, 'next\n');
      });

      it('holds nobody up for a client that does not read, and keeps what it can for it', {
        guards: ['A client that does not read holds up no other', 'What it cannot take now'],
        points: 1,
        hints: [
          'What does your program do between two lines if one client takes nothing?',
          'It must not await the sending to one before it goes on with the others. Put the line on a list of each client, and let a loop for each client send what is on its list, in order.',
          'if (!member.isSending) void sendLines(member); // begins, and is not awaited',
        ],
      }, async (scene) => {
        const lines = linesBeyond(systemTakes() + 500_000);
        const limit = lines.length * longLine;
        const { clients, port } = await chat(scene, limit, 2);
        const [ann, ben] = clients;
        const slow = await lazy(scene, port, clients);
        for (const line of lines) {
          await ann.send(line);
          await hears(ben, line);
        }
        let length = 0;
        const parts: Buffer[] = [];
        const due = Buffer.concat(lines);
        slow.on('data', (part: Buffer) => {
          parts.push(part);
          length += part.length;
        });
        slow.resume();
        await scene.eventually(
          () => length >= due.length || slow.destroyed,
          () => `a client that began to read late received ${length} of ${due.length} bytes`,
        );
        expectBytes(
          Buffer.concat(parts),
          due,
          `what a client received that began to read late, with ${due.length} bytes sent and a limit of ${limit}`,
        );
      });

      it('drops a client for which too much would have to wait, and no other', {
        guards: ['A client for which more than `limit` bytes'],
        points: 1,
        hints: [
          'How many bytes wait for each client, and what does your hub do when there are too many?',
          'Count the bytes on the list of each client. Before a line is added, look whether the sum is above the limit; if so, close that client, and go on with the next one.',
          'if (member.waiting + line.length > limit) return drop(member);',
        ],
      }, async (scene) => {
        const limit = 200_000;
        const { clients, port } = await chat(scene, limit, 2);
        const [ann, ben] = clients;
        const slow = await lazy(scene, port, clients);
        const lines = linesBeyond(systemTakes() + limit + 500_000);
        const before = scene.openSockets();
        for (const line of lines) {
          await ann.send(line);
          await hears(ben, line);
        }
        await scene.eventually(
          () => scene.openSockets() < before,
          () =>
            `a client that did not read was still connected after ${lines.length} lines of ${longLine} bytes, with a limit of ${limit}`,
        );
        slow.resume();
        if (!slow.closed) await once(slow, 'close');
        await greets(ann, ben);
        await greets(ben, ann);
      });

      it('lets clients end, be reset and send lines that are too long', {
        guards: [
          'A line has at most `limit` bytes',
          'A client that sends more than that',
          'When a client ends its stream',
          'When one is reset',
        ],
        points: 1,
        hints: [
          'What does your reading loop do at EOF, at ECONNRESET, and when no newline has come for a long time?',
          'In each of these cases it ends, and behind it the client is closed and taken off the list. A line of exactly limit bytes, newline included, is passed on; as soon as limit bytes have come without a newline, no line can come of them.',
          'if (rest.length >= limit) return; // no newline in it',
        ],
      }, async (scene) => {
        const limit = scene.random.integer(2000, 3000);
        const { clients, port } = await chat(scene, limit, 4);
        const [ann, ben, cat, dan] = clients;
        const longest = `${'x'.repeat(limit - 1)}\n`;
        await ann.send(longest);
        for (const other of [ben, cat, dan]) await hears(other, longest);
        const before = scene.openSockets();
        await cat.send(`${'y'.repeat(limit)}`);
        await cat.send('y');
        await scene.eventually(
          () => scene.openSockets() < before,
          () =>
            `a client was still connected that had sent ${limit + 1} bytes without a newline, with a limit of ${limit}`,
        );
        const whole = await scene.connect(port);
        await greets(whole, ann, ben, dan);
        await whole.send(`${'z'.repeat(limit)}\n`);
        await scene.eventually(
          () => !whole.open,
          () => `a client was still connected that had sent a line of ${limit + 1} bytes`,
        );
        await greets(ann, ben, dan);
        await dan.reset();
        await greets(ann, ben);
        ben.halfClose();
        const { text, ending } = await ben.receiveAll();
        expect(text, 'what a client received that had ended its stream').to.equal('');
        expect(ending, 'how the connection of a client ended that had ended its stream').to.equal(
          'end',
        );
        const last = await scene.connect(port);
        await greets(last, ann);
        await greets(ann, last);
      });

      it('ends when it is closed', {
        guards: ['`close()` ends the hub', 'nobody can connect any more'],
        points: 1,
        hints: [
          'Which sockets does your hub have when three clients are connected?',
          'Its listener, and one for each client: close() closes them all. And it listens on host alone.',
          'for (const member of members) drop(member);',
        ],
      }, async (scene) => {
        const before = scene.openSockets();
        const { hub, clients, port } = await chat(scene, 1000, 3);
        await scene.reachedOnlyAtHost(port);
        const [ann] = clients;
        await ann.send('half a line');
        await scene.settle();
        await hub.close();
        await scene.noMoreSocketsWhen(before, 'close() had returned');
        await scene.refused(port);
        const second = await scene.atOnce(learner.openHub(HOST, 1000));
        await second.close();
        await scene.noMoreSocketsWhen(before, 'close() of a hub without clients had returned');
      });

      type Clients = readonly [Client, Client, Client, Client];

      /** A hub with so many clients, all of which it has accepted. */
      async function chat(
        scene: CheckScene,
        limit: number,
        count: number,
      ): Promise<{ hub: Remote<Hub>; clients: Clients; port: number }> {
        const hub = await scene.opened(learner.openHub(HOST, limit));
        const { port } = hub;
        const clients: Client[] = [];
        for (let at = 0; at < count; at += 1) {
          const client = await scene.connect(port);
          if (at > 0) await greets(client, ...clients);
          clients.push(client);
        }
        // Each check takes as many out as it asked for.
        return { hub, clients: clients as unknown as Clients, port };
      }

      /** A client that receives nothing until it is told. */
      async function lazy(
        scene: CheckScene,
        port: number,
        [ann, ben]: Clients,
      ): Promise<NetSocket> {
        const socket = createConnection({ host: HOST, port });
        scene.cleanUp(() => socket.destroy());
        socket.on('error', () => {
          // A hub that drops it may reset it.
        });
        socket.pause();
        await once(socket, 'connect');
        // The others hear it, so the hub has accepted it.
        socket.write('greeting\n');
        for (const other of [ann, ben]) await hears(other, 'greeting\n');
        return socket;
      }
    });
  },
});

/** Sends a line from one client, and waits until the others have it. */
async function greets(sender: Client, ...others: readonly Client[]): Promise<void> {
  await sender.send('greeting\n');
  for (const other of others) await hears(other, 'greeting\n');
}

async function hears(client: Client, due: string | Uint8Array): Promise<void> {
  const wanted = Buffer.from(due as string);
  expectBytes(
    await client.receiveExact(wanted.length),
    wanted,
    'what a client of the hub received',
  );
}

/** The most bytes that the system takes for a client that does not read. */
function systemTakes(): number {
  const [, , most] = readFileSync('/proc/sys/net/ipv4/tcp_wmem', 'utf8').split(/\s+/);
  return Number(most) + 500_000;
}

/** Numbered lines, of at least so many bytes in all. */
function linesBeyond(bytes: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes / longLine) }, (_, at) =>
    Buffer.from(`${`${at} `.padEnd(longLine - 1, '.')}\n`),
  );
}
