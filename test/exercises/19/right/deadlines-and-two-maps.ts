/** A right answer to exercise 19, with deadlines of recv in place of timers, and a table of two maps. */

import { Addrinfo, UdpSocket } from '../../../../lib/socket/index.ts';
import type { Relay, Target } from '../relay.ts';
import type { Route } from '../route.ts';
import type { Packet, Translation } from '../translator.ts';

export function chooseRoute(routes: readonly Route[], destination: string): string | undefined {
  const bytesOf = (address: string) => address.split('.').map(Number);
  const wanted = bytesOf(destination);
  const fits = (network: readonly number[], length: number) =>
    network.every((byte, place) => {
      const ignored = 8 - Math.min(8, Math.max(0, length - 8 * place));
      return byte >> ignored === (wanted[place] ?? 0) >> ignored;
    });
  for (let length = 32; length >= 0; length -= 1) {
    const found = routes
      .map((route) => (route.to === 'default' ? { ...route, to: '0.0.0.0/0' } : route))
      .filter(({ to }) => to.endsWith(`/${length}`))
      .filter(({ to }) => fits(bytesOf(to.replace(/\/.*/, '')), length));
    const least = Math.min(...found.map(({ metric }) => metric));
    if (found.length > 0) return found.find(({ metric }) => metric === least)?.via;
  }
  return undefined;
}

export function translate(
  { address, firstPort, lastPort, idle }: Translation,
  packets: readonly Packet[],
): (Packet | undefined)[] {
  const portOf = new Map<string, number>();
  const insideOf = new Map<number, string>();
  const lastOf = new Map<number, number>();
  const peersOf = new Map<number, string[]>();

  function* candidates(own: number): Generator<number> {
    if (own >= firstPort && own <= lastPort) yield own;
    for (let port = firstPort; port <= lastPort; port += 1) yield port;
  }

  function forget(at: number): void {
    for (const [port, last] of [...lastOf]) {
      if (at - last <= idle) continue;
      portOf.delete(insideOf.get(port) ?? '');
      for (const map of [insideOf, lastOf, peersOf]) map.delete(port);
    }
  }

  return packets.map((packet) => {
    forget(packet.at);
    if (packet.way === 'in') {
      const port = [...insideOf.keys()].find((each) => packet.to === `${address}:${each}`);
      if (port === undefined || !peersOf.get(port)?.includes(packet.from)) return undefined;
      lastOf.set(port, packet.at);
      return { ...packet, to: insideOf.get(port) ?? '' };
    }
    const own = Number(packet.from.split(':').at(-1));
    const port =
      portOf.get(packet.from) ?? candidates(own).find((candidate) => !insideOf.has(candidate));
    if (port === undefined) return undefined;
    portOf.set(packet.from, port);
    insideOf.set(port, packet.from);
    lastOf.set(port, packet.at);
    peersOf.set(port, [...(peersOf.get(port) ?? []), packet.to]);
    return { ...packet, from: `${address}:${port}` };
  });
}

interface Flow {
  readonly outside: UdpSocket;
  until: number;
}

export async function openRelay(host: string, target: Target, idle: number): Promise<Relay> {
  const door = new UdpSocket({ host, port: 0 });
  const to = Addrinfo.udp(target.host, target.port);
  const flows = new Map<string, Flow>();
  const later = () => performance.now() + idle;

  async function serve(flow: Flow, client: Addrinfo): Promise<void> {
    using outside = flow.outside;
    while (!outside.isClosed) {
      const left = flow.until - performance.now();
      if (left <= 0) break;
      try {
        const [answer, from] = await outside.recvFrom(65_507, { timeout: left });
        if (String(from) !== String(to)) continue;
        flow.until = later();
        await door.sendTo(answer, client);
      } catch (error) {
        if (!['ETIMEDOUT', 'ECONNREFUSED'].includes(Object(error).code)) break;
      }
    }
    if (flows.get(String(client)) === flow) flows.delete(String(client));
  }

  async function receive(): Promise<void> {
    for (;;) {
      const [data, client] = await door.recvFrom(65_507);
      if (client === undefined) continue;
      const known = flows.get(String(client));
      const flow = known ?? { outside: new UdpSocket({ host, port: 0 }), until: later() };
      flow.until = later();
      flows.set(String(client), flow);
      if (known === undefined) void serve(flow, client);
      // Not connected: this socket is never told of a refusal.
      await flow.outside.sendTo(data, to);
    }
  }

  receive().catch(() => {});
  return {
    port: door.localAddress.ipPort,
    table: () => [...flows].map(([client, { outside }]) => `${client} as ${outside.localAddress}`),
    close: async () => {
      door.close();
      for (const { outside } of flows.values()) outside.close();
    },
  };
}
