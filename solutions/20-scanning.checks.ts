/** The hidden checks of exercise 20. */

import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect } from 'chai';
import { type CheckScene, defineExercise } from 'wirebook/exercise';

interface Limits {
  readonly window: number;
  readonly timeout: number;
  readonly limit: number;
}

interface Contract {
  readonly parsePorts: (text: string) => number[];
  readonly probe: (address: string, port: number, timeout: number) => Promise<string>;
  readonly scan: (address: string, ports: readonly number[], limits: Limits) => Promise<string[]>;
}

/** A time that no check waits for, in milliseconds. */
const long = 30_000;
/**
 * What is not loopback, and where no packet goes even if an answer tries: Linux makes no TCP connection to
 * multicast and broadcast, and looks no other name up than that of this machine.
 */
const foreign = [
  '224.0.0.9',
  '255.255.255.255',
  '0.0.0.0',
  'localhost',
  '127.1',
  '::ffff:224.0.0.9',
  'ff02::9',
  '',
];

export default defineExercise<Contract>({
  name: '20-scanning',
  functions: { parsePorts: true, probe: true, scan: true },
  unguarded: ['It may use your `probe`'],
  checks({ describe, it, learner, HOST, HOST6 }) {
    describe('Task 1: parsePorts', () => {
      it('reads ports and ranges', {
        guards: [
          'returns its ports, each once',
          'Each part is a port, or a range',
          'It is at least 1 and at most 65535',
          'There are at most 1,024 ports',
        ],
        points: 1,
        hints: [
          'Which ports are in the list, and in which order do they come back?',
          'Put every port of every part into a set, the ends of ranges included, and sort by number: sort() alone compares texts.',
          'return [...ports].sort((one, other) => one - other);',
        ],
      }, async (scene) => {
        const first = scene.random.integer(2000, 9000);
        const lists: [string, number[]][] = [
          ['22', [22]],
          ['1', [1]],
          ['65535', [65_535]],
          ['443,80,22', [22, 80, 443]],
          ['22,80,8000-8003', [22, 80, 8000, 8001, 8002, 8003]],
          ['9-11,100', [9, 10, 11, 100]],
          ['5-5', [5]],
          ['7-9,8,8-10,9', [7, 8, 9, 10]],
          ['65534-65535,1-2', [1, 2, 65_534, 65_535]],
          [`${first}-${first + 2},${first + 1}`, [first, first + 1, first + 2]],
        ];
        for (const [text, due] of lists) {
          expect(await learner.parsePorts(text), `parsePorts("${text}")`).to.deep.equal(due);
        }
        const most = Array.from({ length: 1024 }, (_, place) => place + 1);
        for (const text of ['1-1024', '1-1000,500-1024', '1-1024,1-1024']) {
          expect(
            (await learner.parsePorts(text)).join(),
            `parsePorts("${text}"), which has 1,024 ports`,
          ).to.equal(most.join());
        }
      });

      it('throws for any other text', {
        guards: [
          'The parts are separated by single commas',
          'A port is written in the digits 0 to 9 alone',
          'The first port of a range is not above',
          'Any other text makes it throw',
        ],
        points: 1,
        hints: [
          'Which text does your function take, and what does it make of it?',
          'Hold each part against a regular expression that begins with ^ and ends with $, and compare the numbers after that. Number() and parseInt() take much that is no port.',
          'if (!(first <= last && last <= 65_535)) throw new RangeError(part);',
        ],
      }, async (scene) => {
        const texts = [
          ...['', ',', '22,', ',22', '22,,80', ' 22', '22, 80', '22 ', '22;80', '22 80'],
          ...['0', '00', '022', '65536', '99999', '100000', '-1', '+22', '22.0', '1e3', '0x50'],
          ...['80-', '-80', '80-22', '1-2-3', '22--23', '22 - 23', '1-65536', '0-5', '05-6'],
          ...[
            '1-06',
            'ssh',
            '22a',
            'a22',
            'NaN',
            '٢٢',
            '1_000',
            '22\n',
            '22\n80',
            '22,80-x',
            '22–23',
          ],
          ...['1-1025', '1-1024,2000', '1-65535', '2-3,5-4', '4,0'],
        ];
        for (const text of texts) {
          const what = `parsePorts(${JSON.stringify(text)})`;
          const { name } = await scene.errorOf(learner.parsePorts(text), what);
          expect(name, `the kind of error of ${what}`).to.equal('RangeError');
        }
      });
    });

    describe('Task 2: probe', () => {
      it('tells four ends apart', {
        guards: [
          'connects to a port over TCP',
          '`open`, if the connection',
          '`closed`, if it is refused',
          '`filtered`, if nothing',
          '`error` and the code',
        ],
        points: 1,
        hints: [
          'With which code does connect fail here, and what does your function make of it?',
          'ECONNREFUSED is an answer, ETIMEDOUT is silence, and every other code has to be shown as it is. An address of IPv6 needs a socket of AF_INET6.',
          "return code === 'ETIMEDOUT' ? 'filtered' : 'error ' + code;",
        ],
      }, async (scene) => {
        const [taken, free] = [await scene.takenPort(), await scene.freePort()];
        await probes(HOST, taken, long, 'open');
        await probes(HOST, free, long, 'closed');
        await probes('127.255.255.255', taken, long, 'error ENETUNREACH');
        const elsewhere = await serverAt(scene, HOST6);
        await probes(HOST6, elsewhere, long, 'open');
        const silent = await scene.silentPort();
        await scene.retrySlower(async (scale) => {
          const timeout = 100 * scale;
          const call = learner.probe(HOST, silent, timeout);
          call.catch(() => {});
          if (!(await scene.endsWithin(call, timeout, timeout))) {
            expect.fail(
              `probe of a silent port was still busy after ${2 * timeout} ms, with a timeout of ${timeout}`,
            );
          }
          expect(await call, `probe("${HOST}", ${silent}, ${timeout}), of a silent port`).to.equal(
            'filtered',
          );
          const early = learner.probe(HOST, silent, 4 * timeout);
          early.catch(() => {});
          if (await scene.endsWithin(early, 2.5 * timeout)) {
            expect.fail(
              `probe of a silent port had ended after ${2.5 * timeout} ms, with a timeout of ${4 * timeout}`,
            );
          }
          await early;
        });
      });

      it('refuses what is not loopback', {
        guards: ['It connects to loopback only', 'For everything else, names included'],
        points: 1,
        hints: [
          'Is this text an address of IPv4, and does it begin with 127?',
          'Check before you open a socket. A name is no address, though it may begin like one; isIPv4 tells. Of IPv6 only ::1 is allowed.',
          "const isLoopback = address === '::1' || (isIPv4(address) && address.startsWith('127.'));",
        ],
      }, async (scene) => {
        const port = await scene.freePort();
        await refuses(scene, (address) => learner.probe(address, port, 20), 'probe');
        for (const address of ['127.0.0.1', '127.255.255.254', '127.9.8.7', HOST]) {
          await probes(address, port, long, 'closed');
        }
      });

      it('leaves nothing behind', {
        guards: ['no socket of its own is open'],
        points: 1,
        hints: [
          'Which of the ends leaves your function without closing its socket?',
          'Each way out closes it: using, or finally. A timer of your own is cleared when the answer came first.',
          'using socket = new Socket(AF_INET, SOCK_STREAM);',
        ],
      }, async (scene) => {
        const ports = [await scene.takenPort(), await scene.freePort(), await scene.silentPort()];
        const [before, timers] = [scene.openSockets(), await scene.timers()];
        for (const [place, what] of ['an open', 'a closed', 'a silent'].entries()) {
          const port = ports[place] ?? 0;
          await learner.probe(HOST, port, place === 2 ? 50 : long);
          await scene.noMoreSocketsWhen(before, `probe had returned for ${what} port`);
          await scene.noMoreTimersThan(timers);
        }
        await learner.probe('127.255.255.255', ports[0] ?? 0, long);
        await scene.noMoreSocketsWhen(before, 'probe had returned for 127.255.255.255');
        await scene.noMoreTimersThan(timers);
      });

      async function probes(
        address: string,
        port: number,
        timeout: number,
        due: string,
      ): Promise<void> {
        expect(
          await learner.probe(address, port, timeout),
          `probe("${address}", ${port}, ${timeout})`,
        ).to.equal(due);
      }
    });

    describe('Task 3: scan', () => {
      it('returns a state for each port, in their order', {
        guards: [
          'returns a state for each of `ports`',
          'A port that stands in the list more than once',
          'It returns as soon as',
        ],
        points: 1,
        hints: [
          'Where in the result does the state of each port belong?',
          'Answers come in another order than ports are asked. Note each state by its port, and make the list at the end. Ask each port once: a set of ports does that.',
          "return ports.map((port) => states.get(port) ?? 'unknown');",
        ],
      }, async (scene) => {
        const [open, closed] = [await scene.takenPort(), await scene.freePort()];
        const [other, another] = [await scene.takenPort(), await scene.freePort()];
        for (const ports of [
          [open],
          [closed, open],
          [other, closed, another, open],
          [open, closed, open, open, closed],
          [],
        ]) {
          for (const window of [1, 2, 50]) {
            const limits = { window, timeout: long, limit: long };
            const due = ports.map((port) => ([open, other].includes(port) ? 'open' : 'closed'));
            const call = learner.scan(HOST, ports, limits);
            call.catch(() => {});
            if (!(await scene.endsWithin(call, 1500))) {
              expect.fail(
                `${nameOf(ports, limits)} was still busy after 1500 ms, though every port answers at once`,
              );
            }
            expect(await call, nameOf(ports, limits)).to.deep.equal(due);
          }
        }
        const listener = createServer((socket) => {
          accepted += 1;
          socket.on('error', () => {}).resume();
        });
        let accepted = 0;
        listener.listen(0, HOST);
        await once(listener, 'listening');
        scene.cleanUp(() => listener.close());
        const { port } = listener.address() as AddressInfo;
        await learner.scan(HOST, [port, closed, port, port], {
          ...{ window: 4, timeout: long, limit: long },
        });
        await scene.eventually(
          () => accepted > 0,
          () => 'scan has not connected to an open port',
        );
        // A connection of this process comes after all those of the scan.
        await scene.connect(port);
        await scene.eventually(
          () => accepted > 1,
          () => 'a later client was not accepted',
        );
        expect(
          accepted - 1,
          'the connections to a port that stands in the list three times',
        ).to.equal(1);
        const failing = await learner.scan('127.255.255.255', [open], {
          ...{ window: 1, timeout: long, limit: long },
        });
        expect(failing, 'scan of 127.255.255.255').to.deep.equal(['error ENETUNREACH']);
      });

      it('keeps to the window', {
        guards: ['At most `window` attempts'],
        points: 1,
        hints: [
          'How many sockets are open at the same time, and how many may be?',
          'Start as many workers as the window is wide. A worker begins its next attempt after the one before has ended, and its socket is closed.',
          'await Promise.all(Array.from({ length: window }, work));',
        ],
      }, async (scene) => {
        const silent = await Promise.all(Array.from({ length: 5 }, () => scene.silentPort()));
        const before = scene.openSockets();
        for (const window of [1, 3]) {
          const limits = { window, timeout: 60, limit: 5000 };
          let most = 0;
          let isOver = false;
          const call = learner.scan(HOST, silent, limits).finally(() => {
            isOver = true;
          });
          call.catch(() => {});
          await scene.eventually(
            () => {
              most = Math.max(most, scene.openSockets() - before);
              return isOver;
            },
            () => `${nameOf(silent, limits)} did not end`,
          );
          expect(
            most,
            `the most sockets at a time of a scan of five silent ports with a window of ${window}`,
          ).to.be.at.most(window);
          expect(await call, nameOf(silent, limits)).to.deep.equal(silent.map(() => 'filtered'));
        }
      });

      it('begins the next attempt when one ends, in the order of the ports', {
        guards: ['Attempts begin in the order', 'As long as ports are left'],
        points: 1,
        hints: [
          'Which attempts wait for which, and how many time-outs pass in all?',
          'Groups wait for their slowest member. Workers that share one list do not: whoever is free takes the next port from the front of it.',
          'for (const port of list) states.set(port, await probe(address, port, timeout));',
        ],
      }, async (scene) => {
        const silent = await Promise.all(Array.from({ length: 4 }, () => scene.silentPort()));
        const closed = await scene.freePort();
        const open = await scene.takenPort();
        const [one = 0, two = 0, three = 0, four = 0] = silent;
        await scene.retrySlower(async (scale) => {
          const timeout = 90 * scale;
          const limits = { window: 2, timeout, limit: 20 * timeout };
          // In groups of two this takes four time-outs, with a window two.
          const ports = [one, closed, two, open, three, four];
          const call = learner.scan(HOST, ports, limits);
          call.catch(() => {});
          if (!(await scene.endsWithin(call, timeout, timeout, 0.6 * timeout))) {
            expect.fail(
              `${nameOf(ports, limits)} was still busy after ${Math.round(2.6 * timeout)} ms: four of its ports are silent, so two time-outs are enough`,
            );
          }
          expect(await call, nameOf(ports, limits)).to.deep.equal([
            'filtered',
            'closed',
            'filtered',
            'open',
            'filtered',
            'filtered',
          ]);
          // What stands behind silent ports has to wait for its turn, what stands before has not.
          const brief = { window: 1, timeout: 10 * timeout, limit: timeout };
          const order = [open, closed, one, four];
          expect(await learner.scan(HOST, order, brief), nameOf(order, brief)).to.deep.equal([
            'open',
            'closed',
            'unknown',
            'unknown',
          ]);
          const late = [one, open, closed];
          expect(await learner.scan(HOST, late, brief), nameOf(late, brief)).to.deep.equal([
            'unknown',
            'unknown',
            'unknown',
          ]);
        });
      });

      it('keeps to the limit for all', {
        guards: [
          'The scan as a whole takes `limit`',
          'Attempts that are under way then are given up',
          'Ports without an answer so far',
        ],
        points: 1,
        hints: [
          'How much of the whole time is left when an attempt begins?',
          'An attempt may take the smaller of timeout and what is left of limit. Ended by the first, its port is filtered; ended by the second, it is unknown, as all are that were never asked.',
          'const left = until - performance.now();\nawait probe(address, port, Math.min(timeout, left));',
        ],
      }, async (scene) => {
        const silent = await Promise.all(Array.from({ length: 6 }, () => scene.silentPort()));
        const open = await scene.takenPort();
        await scene.retrySlower(async (scale) => {
          const timeout = 90 * scale;
          const limits = { window: 2, timeout, limit: 2.5 * timeout };
          const ports = [open, ...silent];
          const call = learner.scan(HOST, ports, limits);
          call.catch(() => {});
          if (!(await scene.endsWithin(call, 2.5 * timeout, 0.4 * timeout))) {
            expect.fail(`${nameOf(ports, limits)} was still busy after ${2.9 * timeout} ms`);
          }
          expect(await call, nameOf(ports, limits)).to.deep.equal([
            'open',
            ...['filtered', 'filtered', 'filtered', 'filtered', 'unknown', 'unknown'],
          ]);
        });
      });

      it('refuses foreign addresses and bad windows, and leaves nothing behind', {
        guards: [
          'refuses the same addresses in the same way',
          'If `window` is not a whole number',
          'no socket of its own is open',
        ],
        points: 1,
        hints: [
          'What does your function look at before its first attempt, and what is left after its last?',
          'Check the address and the window first, even if the list of ports is empty. When the limit is reached, wait until the attempts that were given up have closed their sockets.',
          'if (!Number.isInteger(window) || window < 1) throw new RangeError(String(window));',
        ],
      }, async (scene) => {
        const limits = { window: 2, timeout: 20, limit: 60 };
        const closed = await scene.freePort();
        for (const ports of [[closed], []]) {
          await refuses(scene, (address) => learner.scan(address, ports, limits), 'scan');
        }
        for (const window of [0, -1, 1.5, Number.NaN]) {
          const call = learner.scan(HOST, [closed], { ...limits, window });
          const { name } = await scene.errorOf(call, `scan with a window of ${window}`);
          expect(name, `the kind of error of scan with a window of ${window}`).to.equal(
            'RangeError',
          );
        }
        const [open, silent] = [await scene.takenPort(), await scene.silentPort()];
        const [before, timers] = [scene.openSockets(), await scene.timers()];
        for (const [ports, timeout, limit] of [
          [[open, closed], long, long],
          [[silent, open], 40, 2000],
          [[silent, open], 2000, 40],
        ] as const) {
          const own = { window: 2, timeout, limit };
          await learner.scan(HOST, ports, own);
          await scene.noMoreSocketsWhen(before, `${nameOf(ports, own)} had returned`);
          await scene.noMoreTimersThan(timers);
        }
      });

      function nameOf(ports: readonly number[], { window, timeout, limit }: Limits): string {
        return `scan("${HOST}", [${ports}], { window: ${window}, timeout: ${timeout}, limit: ${limit} })`;
      }
    });
  },
});

/** Fails where a call takes a foreign address, opens a socket for it, or does not name it. */
async function refuses(
  scene: CheckScene,
  call: (address: string) => Promise<unknown>,
  name: string,
): Promise<void> {
  const counting = await scene.countSockets();
  for (const address of foreign) {
    const what = `${name} of ${JSON.stringify(address)}`;
    const error = await scene.errorOf(call(address), what);
    expect(error.name, `the kind of error of ${what}`).to.equal('RangeError');
    expect(error.message, `the message of ${what}`).to.include(address);
  }
  const { sockets } = await counting.stop();
  expect(sockets, `the sockets that ${name} opened for foreign addresses`).to.equal(0);
}

/** A server at another address of the exercise, until the check ends. */
async function serverAt(scene: CheckScene, address: string): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => {}).resume());
  server.listen(0, address);
  await once(server, 'listening');
  scene.cleanUp(() => server.close());
  return (server.address() as AddressInfo).port;
}
