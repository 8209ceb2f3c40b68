/** The hidden checks of exercise 19. */

import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import {
  type CheckScene,
  type DatagramAddress,
  type DatagramPeer,
  defineExercise,
  expectBytes,
  type Remote,
} from 'wirebook/exercise';

interface Route {
  readonly to: string;
  readonly via: string;
  readonly metric: number;
}

interface Ends {
  readonly from: string;
  readonly to: string;
}

interface Packet extends Ends {
  readonly at: number;
  readonly way: 'out' | 'in';
}

interface Ports {
  readonly firstPort: number;
  readonly lastPort: number;
}

interface Translation extends Ports {
  readonly address: string;
  readonly idle: number;
}

interface Target {
  readonly host: string;
  readonly port: number;
}

interface Relay {
  readonly port: number;
  readonly table: () => string[];
  readonly close: () => Promise<void>;
}

interface Contract {
  readonly chooseRoute: (routes: readonly Route[], destination: string) => string | undefined;
  readonly translate: (settings: Translation, packets: readonly Packet[]) => (Packet | undefined)[];
  readonly openRelay: (host: string, target: Target, idle: number) => Promise<Relay>;
}

/** An idle time that ends nothing while a check runs, in milliseconds. */
const endless = 60_000;
/** The longest datagram of IPv4, in bytes. */
const longest = 65_507;
/** The address of the router in task 2. */
const outside = '203.0.113.2';

export default defineExercise<Contract>({
  name: '19-between-machines',
  functions: { chooseRoute: true, translate: true, openRelay: true },
  unguarded: [
    'All addresses are of IPv4',
    '`translate(settings, packets)` plays the router',
    'It keeps a table',
    '`openRelay(host, target, idle)` translates',
    'Clients send to the door as if',
    'An example is',
  ],
  checks({ describe, it, learner, HOST }) {
    const elsewhere = HOST.replace(/\d+$/, '2');

    describe('Task 1: chooseRoute', () => {
      it('knows which routes fit', {
        guards: [
          'returns the `via` of the route',
          '`to` is a network',
          'A route fits if the first bits',
          'What stands in the other bits',
          '`default` as `to` is the same',
          'If no route fits',
        ],
        points: 1,
        hints: [
          'Which bits of the two addresses have to be equal for this prefix length?',
          'Make a number of 32 bits of each address, and compare what is left when the bits behind the prefix are away. Those bits may be set in `to` as well. A prefix of 0 leaves nothing, so it fits everything.',
          'const size = 2 ** (32 - prefixLength);\nMath.floor(one / size) === Math.floor(other / size);',
        ],
      }, async (scene) => {
        const fits = [
          ['10.0.1.64/26', '10.0.1.64', '10.0.1.127'],
          ['10.0.1.64/26', '10.0.1.63', undefined],
          ['10.0.1.64/26', '10.0.1.128', undefined],
          ['10.1.2.3/8', '10.255.255.255', '10.0.0.0'],
          ['10.1.2.3/8', '11.1.2.3', undefined],
          ['203.0.113.9/31', '203.0.113.8', '203.0.113.9'],
          ['203.0.113.9/31', '203.0.113.10', undefined],
          ['192.0.2.1/32', '192.0.2.1', '192.0.2.1'],
          ['192.0.2.1/32', '192.0.2.0', undefined],
          ['192.0.2.0/24', '192.0.20.1', undefined],
          ['128.0.0.0/1', '255.255.255.255', '128.0.0.0'],
          ['128.0.0.0/1', '127.255.255.255', undefined],
          ['172.16.0.0/12', '172.31.255.255', '172.16.0.0'],
          ['172.16.0.0/12', '172.32.0.0', undefined],
          ['0.0.0.0/0', '255.255.255.255', '0.0.0.0'],
          ['203.0.113.7/0', '9.9.9.9', '200.0.0.1'],
          ['default', '224.0.0.1', '1.2.3.4'],
        ] as const;
        for (const [to, one, other] of fits) {
          await chooses([{ to, via: 'r1', metric: 1 }], one, other && 'r1');
          if (other) await chooses([{ to, via: 'r1', metric: 1 }], other, 'r1');
        }
        await chooses([], '10.0.0.1', undefined);
        const length = scene.random.integer(9, 30);
        const base = scene.random.integer(0, 2 ** (length - 1) - 1) * 2 ** (32 - length);
        const to = `${addressOf(base)}/${length}`;
        const routes = [{ to, via: 'r2', metric: 1 }];
        await chooses(routes, addressOf(base + 2 ** (32 - length) - 1), 'r2');
        await chooses(routes, addressOf(base + 2 ** (32 - length)), undefined);
      });

      it('takes the longest prefix, then the least metric', {
        guards: ['the one with the longest prefix', 'it is the one with the least `metric`'],
        points: 1,
        hints: [
          'Which of the routes that fit says most about the destination?',
          'The length of the prefix, as a number, decides before all else; the metric decides only between equal lengths. Where a route stands in the list is of no account.',
          'fitting.sort((one, other) => other.length - one.length || one.metric - other.metric);',
        ],
      }, async () => {
        const routes: Route[] = [
          { to: '10.0.0.0/8', via: 'eight', metric: 1 },
          { to: '10.0.1.0/24', via: 'far', metric: 600 },
          { to: 'default', via: 'out', metric: 0 },
          { to: '10.0.1.0/24', via: 'near', metric: 100 },
          { to: '10.0.1.9/24', via: 'middle', metric: 200 },
          { to: '0.0.0.0/0', via: 'other', metric: 5 },
          { to: '10.0.0.0/9', via: 'nine', metric: 9000 },
          { to: '10.0.1.7/32', via: 'host', metric: 9999 },
        ];
        for (const list of [routes, routes.toReversed()]) {
          await chooses(list, '10.0.1.7', 'host');
          await chooses(list, '10.0.1.8', 'near');
          await chooses(list, '10.0.2.8', 'nine');
          await chooses(list, '10.200.2.8', 'eight');
          await chooses(list, '192.0.2.1', 'out');
        }
      });

      async function chooses(
        routes: readonly Route[],
        destination: string,
        due: string | undefined,
      ): Promise<void> {
        const list = routes.map(({ to, via, metric }) => `${to} via ${via} metric ${metric}`);
        expect(
          await learner.chooseRoute(routes, destination),
          `chooseRoute([${list.join(', ')}], ${JSON.stringify(destination)})`,
        ).to.equal(due);
      }
    });

    describe('Task 2: translate', () => {
      const settings = { address: outside, firstPort: 5000, lastPort: 5003, idle: 1000 };

      it('gives each sender a port of its own', {
        guards: [
          'the result has one value for each',
          '`at`, `way` and whatever',
          'the ports from `firstPort` to `lastPort`',
          'Each row belongs to one sender inside',
          "gets the router's `address` and the port",
          'The row is the same for all destinations',
          'If its sender has no row',
          'Its port is the sender',
          'If none is free',
        ],
        points: 1,
        hints: [
          'Which port does each of the senders have outside, in their order?',
          'A sender is an address and a port. Look for its row first. Only if there is none, choose: its own port if it is in the range and no row has it, else the least that no row has, else nothing.',
          'return free.includes(own) ? own : free[0];',
        ],
      }, async (scene) => {
        const shop = `192.0.2.${scene.random.integer(1, 99)}:80`;
        const all: [string, string, number | undefined][] = [
          ['192.168.1.2:5002', shop, 5002],
          ['192.168.1.3:5002', shop, 5000],
          ['192.168.1.2:5002', '198.51.100.9:53', 5002],
          ['192.168.1.2:40000', shop, 5001],
          ['192.168.1.3:5002', shop, 5000],
          ['192.168.1.4:5001', shop, 5003],
          ['192.168.1.5:5003', shop, undefined],
          ['192.168.1.2:40000', '192.0.2.200:80', 5001],
          ['192.168.1.5:4999', shop, undefined],
          ['192.168.1.4:5001', shop, 5003],
        ];
        await tells(settings, out(all), all.map(portDue));
        const edges: [string, string, number | undefined][] = [
          ['10.0.0.1:5003', shop, 5003],
          ['10.0.0.1:5004', shop, 5000],
          ['10.0.0.1:5000', shop, 5001],
          ['10.0.0.11:5000', shop, 5002],
          ['10.0.0.1:500', shop, undefined],
        ];
        await tells(settings, out(edges), edges.map(portDue));
        const single = { ...settings, firstPort: 7, lastPort: 7 };
        await tells(single, out([['10.0.0.1:7', shop, 7]]), [`${outside}:7`]);
        await tells(settings, [], []);
        // The least free port, though later ones have been given out since.
        const again = [
          [0, 'out', '10.0.0.1:9', shop, `${outside}:5000`],
          [600, 'out', '10.0.0.2:9', shop, `${outside}:5001`],
          [1100, 'out', '10.0.0.3:9', shop, `${outside}:5000`],
        ] as const;
        await tells(
          settings,
          again.map(([at, way, from, to]) => ({ at, way, from, to })),
          again.map(([, , , , due]) => due),
        );
        const extra = { at: 5, way: 'out', from: '10.0.0.9:1', to: shop, size: 40 } as const;
        expect(
          await learner.translate(settings, [extra]),
          'translate() of a packet that has a size as well',
        ).to.deep.equal([{ ...extra, from: `${outside}:5000` }]);
      });

      it('lets in what a sender has asked for, and nothing else', {
        guards: [
          'or `undefined` if it is dropped',
          'gets the sender inside of the row',
          'It is let in only if',
          'Else it is dropped, as it is if',
        ],
        points: 1,
        hints: [
          'To whom has this row sent something so far, and from where does the packet come?',
          'A row has a set of all destinations it has sent to, each an address and a port. A packet comes in if its port has a row, if the address in front of it is the router’s, and if `from` is in the set of this row.',
          'if (!row.peers.has(packet.from)) return undefined;',
        ],
      }, async () => {
        const [ann, ben] = ['192.168.1.2:5001', '192.168.1.3:5001'];
        const steps: [Packet['way'], string, string, string | undefined][] = [
          ['in', '192.0.2.1:80', `${outside}:5001`, undefined],
          ['out', ann, '192.0.2.1:80', `${outside}:5001`],
          ['in', '192.0.2.1:80', `${outside}:5001`, ann],
          ['in', '192.0.2.1:81', `${outside}:5001`, undefined],
          ['in', '192.0.2.2:80', `${outside}:5001`, undefined],
          ['in', '192.0.2.1:80', `${outside}:5000`, undefined],
          ['in', '192.0.2.1:80', '203.0.113.3:5001', undefined],
          ['in', '192.0.2.1:80', ann, undefined],
          ['out', ben, '192.0.2.2:80', `${outside}:5000`],
          ['in', '192.0.2.2:80', `${outside}:5001`, undefined],
          ['in', '192.0.2.2:80', `${outside}:5000`, ben],
          ['in', '192.0.2.1:80', `${outside}:5000`, undefined],
          ['out', ann, '192.0.2.2:80', `${outside}:5001`],
          ['in', '192.0.2.2:80', `${outside}:5001`, ann],
          ['in', '192.0.2.1:80', `${outside}:5001`, ann],
        ];
        await tells(settings, packetsOf(steps), steps.map(dueOf));
        // A packet that came in gives nobody the right to come in; a dropped one makes no row.
        const full = { ...settings, lastPort: 5000 };
        const more: typeof steps = [
          ['in', '192.0.2.9:1', `${outside}:5000`, undefined],
          ['out', ann, '192.0.2.1:80', `${outside}:5000`],
          ['out', ben, '192.0.2.9:1', undefined],
          ['in', '192.0.2.9:1', `${outside}:5000`, undefined],
          ['in', '192.0.2.9:1', `${outside}:5000`, undefined],
        ];
        await tells(full, packetsOf(more), more.map(dueOf));
      });

      it('ends rows that are idle', {
        guards: [
          'A row ends when more than `idle`',
          'Its port is free then',
          'A packet that is dropped does not',
        ],
        points: 1,
        hints: [
          'When was the last packet that this row passed on, and in which direction?',
          'Before each packet take away the rows whose last packet is more than idle milliseconds ago. Note the time of each packet that you pass on, out and in, and of no other.',
          'rows = rows.filter(({ last }) => packet.at - last <= idle);',
        ],
      }, async () => {
        const [ann, ben, cat] = ['10.0.0.1:5001', '10.0.0.2:5001', '10.0.0.3:5001'];
        const [shop, mail] = ['192.0.2.1:80', '192.0.2.2:25'];
        const steps: [number, Packet['way'], string, string, string | undefined][] = [
          [0, 'out', ann, shop, `${outside}:5001`],
          [1000, 'in', shop, `${outside}:5001`, ann], // not more than idle
          [2000, 'in', shop, `${outside}:5001`, ann], // what came in kept it
          [2900, 'out', ann, mail, `${outside}:5001`],
          [3800, 'in', mail, `${outside}:5001`, ann],
          [4700, 'in', shop, `${outside}:5001`, ann], // a row has one time, not one each
          [5600, 'in', '192.0.2.9:9', `${outside}:5001`, undefined],
          [5701, 'in', shop, `${outside}:5001`, undefined], // the one before was dropped
          [5702, 'out', ben, mail, `${outside}:5001`], // the port is free
          [5703, 'in', shop, `${outside}:5001`, undefined],
          [5704, 'out', ann, mail, `${outside}:5000`], // a new row
          [5705, 'in', shop, `${outside}:5000`, undefined], // which has forgotten
          [6000, 'out', cat, shop, `${outside}:5002`],
          [6704, 'in', mail, `${outside}:5000`, ann],
          [6705, 'in', mail, `${outside}:5001`, undefined],
          [6706, 'out', ben, mail, `${outside}:5001`],
          [6900, 'in', shop, `${outside}:5002`, cat],
          [8000, 'out', cat, shop, `${outside}:5001`], // all rows have ended: its own port is free
        ];
        const packets = steps.map(([at, way, from, to]) => ({ at, way, from, to }));
        await tells(
          settings,
          packets,
          steps.map(([, , , , due]) => due),
        );
        // What found no port makes no row live longer, and rows end one by one.
        const two = { ...settings, lastPort: 5001 };
        const crowd: typeof steps = [
          [0, 'out', ann, shop, `${outside}:5001`],
          [500, 'out', ben, shop, `${outside}:5000`],
          [900, 'out', cat, shop, undefined],
          [1001, 'out', cat, shop, `${outside}:5001`],
          [1002, 'out', ann, shop, undefined],
          [1501, 'out', ann, shop, `${outside}:5000`],
        ];
        await tells(
          two,
          crowd.map(([at, way, from, to]) => ({ at, way, from, to })),
          crowd.map(([, , , , due]) => due),
        );
      });

      /** Fails at the first packet whose translation is another: due is its new address. */
      async function tells(
        given: Translation,
        packets: readonly Packet[],
        due: readonly (string | undefined)[],
      ): Promise<void> {
        const result = await learner.translate(given, packets);
        const { firstPort, lastPort, idle } = given;
        const router = `the ports ${firstPort} to ${lastPort} and an idle time of ${idle}`;
        expect(result, `the result of translate() for ${packets.length} packets`).to.have.length(
          packets.length,
        );
        for (const [place, packet] of packets.entries()) {
          const told = packets
            .slice(0, place + 1)
            .map(({ at, way, from, to }) => `${at} ${way} ${from} > ${to}`);
          const side = packet.way === 'out' ? 'from' : 'to';
          const address = due[place];
          expect(
            result[place] ?? undefined,
            `translate() with ${router}: packet ${place + 1} after\n${told.join('\n')}\n`,
          ).to.deep.equal(address === undefined ? undefined : { ...packet, [side]: address });
        }
      }

      function out(all: readonly (readonly [string, string, unknown])[]): Packet[] {
        return all.map(([from, to], at) => ({ at, way: 'out', from, to }));
      }

      function portDue([, , port]: readonly [string, string, number | undefined]) {
        return port === undefined ? undefined : `${outside}:${port}`;
      }

      function packetsOf(
        steps: readonly (readonly [Packet['way'], string, string, unknown])[],
      ): Packet[] {
        return steps.map(([way, from, to], at) => ({ at, way, from, to }));
      }

      function dueOf([, , , due]: readonly [unknown, unknown, unknown, string | undefined]) {
        return due;
      }
    });

    describe('Task 3: openRelay', () => {
      it('sends each datagram on, for each client from one socket', {
        guards: [
          'It returns a relay that has a socket',
          'Each datagram that comes to the door',
          'Each client, an address and a port, has',
          'All its datagrams leave from there',
        ],
        points: 1,
        hints: [
          'From which port did the datagrams of one client leave, and with which bytes?',
          'A map from the address and port of a client to its own socket. The row has to be in the map before anything is waited for, or a second datagram that comes meanwhile makes a second one.',
          'const row = rows.get(String(client)) ?? openRow(client);',
        ],
      }, async (scene) => {
        const { relay, door, target } = await open(scene);
        const [one, other] = [await scene.datagrams(), await scene.datagrams()];
        await one.send('first', door);
        const first = await arrives(target, 'first');
        expect(first.port, 'the port of a client’s own socket of openRelay').not.to.equal(
          relay.port,
        );
        // Many at once, from clients that the relay does not know.
        const burst = Array.from({ length: 8 }, (_, number) => `word ${number}`);
        for (const client of [await scene.datagrams(), await scene.datagrams()]) {
          await Promise.all(burst.map((word) => client.send(word, door)));
          const came: string[] = [];
          const ports = new Set<number>();
          for (const word of burst) {
            const { data, from } = await target.receive(`"${word}" of ${burst.length} datagrams`);
            came.push(String(data));
            ports.add(from.port);
          }
          const what = `${burst.length} datagrams that a new client of openRelay sent at once`;
          expect(came.sort(), what).to.deep.equal(burst);
          expect(ports.size, `the number of ports from which it sent on ${what}`).to.equal(1);
        }
        await other.send('third', door);
        const third = await arrives(target, 'third');
        expect(third.port, 'the port for a second client of openRelay').not.to.equal(first.port);
        // The same port at another address is another client.
        const twin = await scene.datagrams({ address: elsewhere, port: one.local.port });
        await twin.send('twin', door);
        const fourth = await arrives(target, 'twin');
        expect(
          [first.port, third.port],
          'the ports of clients of openRelay, and that of one with another address and the same port',
        ).not.to.include(fourth.port);
        for (const { address } of [first, third, fourth]) {
          expect(address, 'the address from which openRelay sends to the target').to.equal(HOST);
        }
        for (const data of [Buffer.alloc(0), scene.random.bytes(300), Buffer.alloc(longest, 7)]) {
          await one.send(data, door);
          const { port } = await arrives(target, data);
          expect(port, 'the port from which openRelay sent a later datagram').to.equal(first.port);
        }
        // Another relay is another, and neither is bound to all addresses.
        const again = await open(scene);
        expect(again.relay.port, 'the port of a second openRelay').not.to.equal(relay.port);
        const before = target.count;
        await twin.send('elsewhere', { address: elsewhere, port: relay.port }).catch(() => {});
        await one.send('last', door);
        await arrives(target, 'last');
        expect(
          target.count - before,
          `the number of datagrams at the target, after one to ${elsewhere} and one to ${HOST}`,
        ).to.equal(1);
      });

      it('brings each answer to its client, from the door', {
        guards: [
          'Each datagram that the target sends',
          'It leaves from the door',
          'the target answers as if',
          '`table()` returns a line',
        ],
        points: 1,
        hints: [
          'To which client goes what comes to this socket, and from which port does it leave?',
          'The socket at which an answer arrives tells whose it is. Send it by the door: for the client it has to come from where it has sent to. Many answers may come to one question, and none.',
          'await door.sendTo(answer, client);',
        ],
      }, async (scene) => {
        const { relay, door, target } = await open(scene);
        expect(await relay.table(), 'table() of openRelay before anything came').to.deep.equal([]);
        const clients = [
          await scene.datagrams(),
          await scene.datagrams({ address: elsewhere }),
          await scene.datagrams(),
        ];
        const seen: DatagramAddress[] = [];
        for (const [number, client] of clients.entries()) {
          await client.send(`question ${number}`, door);
          seen.push(await arrives(target, `question ${number}`));
        }
        const lines = clients.map(({ local }, number) => {
          const { address, port } = seen[number] ?? local;
          return `${local.address}:${local.port} as ${address}:${port}`;
        });
        expect(await relay.table(), 'table() of openRelay after three clients').to.deep.equal(
          lines,
        );
        for (const number of [2, 0, 1]) {
          const client = clients[number];
          const to = seen[number];
          if (client === undefined || to === undefined) continue;
          const answers = [
            `answer ${number}`,
            Buffer.alloc(0),
            scene.random.bytes(200),
            Buffer.alloc(longest, number),
          ];
          for (const data of answers) {
            await target.send(data, to);
            const { data: got, from } = await client.receive(`what the target sent to ${to.port}`);
            expectBytes(got, Buffer.from(data as string), 'an answer that openRelay brought back');
            expect(from, 'the sender of an answer that openRelay brought back').to.deep.equal(door);
          }
        }
        await scene.settle();
        expect(
          clients.map(({ count }) => count),
          'the numbers of datagrams that three clients got, for four answers each',
        ).to.deep.equal([4, 4, 4]);
        await clients[0]?.send('again', door);
        await arrives(target, 'again');
        expect(
          await relay.table(),
          'table() of openRelay after the first client has sent once more',
        ).to.deep.equal(lines);
      });

      it('drops what strangers send, and outlives a refusal', {
        guards: ['A datagram that comes to such a socket', 'If the target refuses a datagram'],
        points: 1,
        hints: [
          'Who else may send to the socket of a client, and what does send or recv say after a refusal?',
          'A connected socket of UDP gets the datagrams of its peer alone. And it is told of a refusal by ECONNREFUSED, at its next send or recv: that call has failed for an earlier datagram, so go on, and send once more.',
          "if (error.code === 'ECONNREFUSED') continue;",
        ],
      }, async (scene) => {
        const { relay, door, target } = await open(scene);
        const client = await scene.datagrams();
        await client.send('question', door);
        const row = await arrives(target, 'question');
        const strangers = [
          await scene.datagrams(),
          await scene.datagrams({ address: elsewhere }),
          await scene.datagrams({ address: HOST, port: target.local.port }),
        ];
        for (const stranger of strangers) {
          await stranger.send('let me in', row).catch(() => {});
          await scene.settle();
        }
        await target.send('answer', row);
        const { data } = await client.receive('the answer of the target, after three strangers');
        expectBytes(
          data,
          'answer',
          'the first datagram that the client got: three strangers had sent to its socket of openRelay',
        );
        await scene.settle();
        expect(client.count, 'the number of datagrams that came to the client').to.equal(1);
        scene.newChapter();

        const table = await relay.table();
        const { address, port } = target.local;
        target.close();
        for (const word of ['lost', 'gone', 'away']) {
          await client.send(word, door);
          await scene.settle();
          await scene.settle();
        }
        const back = await scene.datagrams({ address, port });
        await client.send('found', door);
        await arrives(back, 'found');
        expect(
          await relay.table(),
          'table() of openRelay after the target has refused three datagrams',
        ).to.deep.equal(table);
        await back.send('welcome', row);
        const { data: welcome } = await client.receive('an answer after refusals');
        expectBytes(welcome, 'welcome', 'the answer after the target has refused three datagrams');
        // Another client has nothing to do with it.
        const other = await scene.datagrams();
        await other.send('and me', door);
        await arrives(back, 'and me');
      });

      it('ends rows that are idle, and no others', {
        guards: [
          'When `idle` milliseconds have passed',
          'Dropped datagrams do not count',
          "The client's next datagram",
        ],
        points: 1,
        hints: [
          'What makes a row of yours live longer, and what does its end do?',
          'A timer for each row, which begins anew with each datagram of the client and each one that is brought back to it. Its end takes the row out of the table and closes its socket.',
          'timer.refresh();',
        ],
      }, async (scene) => {
        await scene.retrySlower(async (scale) => {
          const idle = 120 * scale;
          const { relay, door, target } = await open(scene, idle);
          const quiet = scene.openSockets();
          const client = await scene.datagrams();
          await client.send('one', door);
          const row = await arrives(target, 'one');
          const [line] = await relay.table();
          let brought = 0;
          for (const number of [1, 2]) {
            await pause(0.6 * idle);
            await client.send(`more ${number}`, door);
            await arrives(target, `more ${number}`);
          }
          expect(
            await relay.table(),
            `table() of a relay with an idle time of ${idle} ms: its client has sent something every ${0.6 * idle} ms`,
          ).to.deep.equal([line]);
          for (const number of [1, 2, 3]) {
            await pause(0.6 * idle);
            expect(
              await relay.table(),
              `table() of a relay with an idle time of ${idle} ms: the target has answered every ${0.6 * idle} ms`,
            ).to.deep.equal([line]);
            await target.send(`answer ${number}`, row);
            await isBrought(`answer ${number}`, line);
          }
          const stranger = await scene.datagrams();
          for (const _ of [1, 2, 3, 4]) {
            await pause(0.4 * idle);
            await stranger.send('let me in', row).catch(() => {});
          }
          expect(
            await relay.table(),
            `table() of a relay with an idle time of ${idle} ms: only a stranger has sent something, for ${1.6 * idle} ms`,
          ).to.deep.equal([]);
          await scene.noMoreSocketsThan(quiet, 'the only row of the relay had ended');
          await client.send('once more', door);
          const next = await arrives(target, 'once more');
          const { address, port } = client.local;
          expect(
            await relay.table(),
            'table() of a relay after its client has come back',
          ).to.deep.equal([`${address}:${port} as ${next.address}:${next.port}`]);
          await target.send('welcome back', next);
          await isBrought('welcome back', `${address}:${port} as ${next.address}:${next.port}`);

          /** Fails where a row ends before its answer is brought back, at once. */
          async function isBrought(text: string, own: string | undefined): Promise<void> {
            const what = `${text} of the target, with an idle time of ${idle} ms`;
            await scene.eventually(
              async () => client.count > brought || (await relay.table())[0] !== own,
              () => `${what}, has not come to its client`,
            );
            expect(client.count, `the number of answers that came, to ${what}`).to.equal(
              brought + 1,
            );
            brought += 1;
            expectBytes(client.next()?.data ?? Buffer.alloc(0), text, `${what}, at its client`);
          }
        });
      });

      it('leaves nothing behind', {
        guards: ['`close()` ends the relay', 'When its promise is fulfilled'],
        points: 1,
        hints: [
          'Which sockets and timers does a relay with three clients have?',
          'close() closes the door and the socket of each row, and clears the timer of each. A row that is made at this very moment has to be found as well.',
          'for (const { outside, timer } of rows.values()) { clearTimeout(timer); outside.close(); }',
        ],
      }, async (scene) => {
        const before = scene.openSockets();
        const timers = await scene.timers();
        const { relay, door, target } = await open(scene);
        for (const number of [1, 2, 3]) {
          const client = await scene.datagrams();
          await client.send(`hello ${number}`, door);
          await arrives(target, `hello ${number}`);
        }
        await relay.close();
        await scene.noMoreSocketsWhen(before, 'close() of a relay with three clients had returned');
        await scene.noMoreTimersThan(timers);
        const unused = await open(scene);
        await unused.relay.close();
        await scene.noMoreSocketsWhen(before, 'close() of a relay without clients had returned');
        await scene.noMoreTimersThan(timers);
        // The port is free again, and nothing is sent on.
        const { count } = target;
        const heir = await scene.datagrams({ address: HOST, port: relay.port });
        const late = await scene.datagrams();
        await late.send('too late', heir.local);
        await heir.receive('a datagram at the port of a relay that is closed');
        expect(target.count, 'the datagrams at the target of a closed relay').to.equal(count);
      });

      /** Opens a relay to a target whose address is another than its own. */
      async function open(scene: CheckScene, idle = endless): Promise<OpenRelay> {
        const target = await scene.datagrams({ address: elsewhere });
        const place = { host: elsewhere, port: target.local.port };
        const relay = await scene.atOnce(learner.openRelay(HOST, place, idle));
        scene.cleanUp(() => relay.close().catch(() => {}));
        const port = relay.port as unknown as number;
        return { relay, target, door: { address: HOST, port } };
      }
    });
  },
});

/** A relay of the learner's, its target, and the address of its door. */
interface OpenRelay {
  readonly relay: Remote<Relay>;
  readonly target: DatagramPeer;
  readonly door: DatagramAddress;
}

/** Waits for a datagram at the target; returns the address that it came from. */
async function arrives(target: DatagramPeer, due: string | Uint8Array): Promise<DatagramAddress> {
  const shown = typeof due === 'string' ? `"${due}"` : `a datagram of ${due.length} bytes`;
  const { data, from } = await target.receive(`${shown} that a client has sent to openRelay`);
  expectBytes(data, Buffer.from(due as string), 'what openRelay sent on to the target');
  return from;
}

/** An address of IPv4 as text. */
function addressOf(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}
