/** A right answer to exercise 19, with node:dgram and its events, and with addresses as texts of bits. */

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Relay, Target } from '../relay.ts';
import type { Route } from '../route.ts';
import type { Packet, Row, Translation } from '../translator.ts';

function bitsOf(address: string): string {
  return address
    .split('.')
    .map((byte) => Number(byte).toString(2).padStart(8, '0'))
    .join('');
}

export function chooseRoute(routes: readonly Route[], destination: string): string | undefined {
  const prefixes = routes.map(({ to, via, metric }) => {
    const [address = '', length = ''] = to.replace('default', '0.0.0.0/0').split('/');
    return { prefix: bitsOf(address).slice(0, Number(length)), via, metric };
  });
  return prefixes
    .filter(({ prefix }) => bitsOf(destination).startsWith(prefix))
    .toSorted((one, other) => one.metric - other.metric)
    .toSorted((one, other) => other.prefix.length - one.prefix.length)
    .at(0)?.via;
}

export function translate(
  { address, firstPort, lastPort, idle }: Translation,
  packets: readonly Packet[],
): (Packet | undefined)[] {
  const byInside = new Map<string, Row>();
  const alive = (at: number) => [...byInside.values()].filter(({ last }) => last + idle >= at);
  const passed: (Packet | undefined)[] = [];
  for (const packet of packets) {
    const { at, way, from, to } = packet;
    const rows = alive(at);
    let row = rows.find(({ inside, port }) =>
      way === 'out' ? inside === from : to === `${address}:${port}`,
    );
    if (way === 'out' && row === undefined) {
      const taken = new Set(rows.map(({ port }) => port));
      const wishes = [Number(from.slice(from.indexOf(':') + 1))];
      for (let port = firstPort; port <= lastPort; port++) wishes.push(port);
      const isFit = (port: number) => port >= firstPort && port <= lastPort && !taken.has(port);
      const port = wishes.find(isFit);
      if (port !== undefined) row = { inside: from, port, last: at, peers: new Set() };
      if (row !== undefined) byInside.set(from, row);
    }
    if (row === undefined || (way === 'in' && !row.peers.has(from))) {
      passed.push(undefined);
      continue;
    }
    row.last = at;
    if (way === 'out') row.peers.add(to);
    passed.push(
      way === 'out' ? { ...packet, from: `${address}:${row.port}` } : { ...packet, to: row.inside },
    );
  }
  return passed;
}

interface Flow {
  readonly outside: Socket;
  readonly ready: Promise<unknown>;
  readonly timer: NodeJS.Timeout;
}

async function closed(socket: Socket): Promise<void> {
  const ending = once(socket, 'close');
  socket.close();
  await ending;
}

export async function openRelay(host: string, target: Target, idle: number): Promise<Relay> {
  const door = createSocket('udp4');
  const flows = new Map<string, Flow>();
  const nameOf = ({ address, port }: { address: string; port: number }) => `${address}:${port}`;

  function open(client: RemoteInfo): Flow {
    const outside = createSocket('udp4');
    const { promise: ready, resolve } = Promise.withResolvers<void>();
    // An error is a refusal of an earlier datagram.
    outside.on('error', () => {});
    outside.bind(0, host, () => resolve());
    const timer = setTimeout(() => {
      flows.delete(nameOf(client));
      outside.close();
    }, idle);
    outside.on('message', (answer, { address, port }) => {
      if (address !== target.host || port !== target.port) return;
      timer.refresh();
      door.send(answer, client.port, client.address);
    });
    return { outside, ready, timer };
  }

  door.on('message', async (data, client) => {
    const flow = flows.get(nameOf(client)) ?? open(client);
    flows.set(nameOf(client), flow);
    flow.timer.refresh();
    await flow.ready;
    flow.outside.send(data, target.port, target.host);
  });
  door.bind(0, host);
  await once(door, 'listening');
  return {
    port: door.address().port,
    table: () =>
      [...flows].map(([client, { outside }]) => `${client} as ${nameOf(outside.address())}`),
    close: async () => {
      for (const { timer } of flows.values()) clearTimeout(timer);
      const all = [door, ...[...flows.values()].map(({ outside }) => outside)];
      await Promise.all(all.map(closed));
    },
  };
}
