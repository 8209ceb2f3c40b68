import type { Host } from '../../../lib/lab/hosts/host.ts';
import type { Link } from '../../../lib/lab/hosts/link.ts';
import {
  Addrinfo,
  AF_INET,
  IP_RECVERR,
  IP_TTL,
  MSG_ERRQUEUE,
  SOCK_DGRAM,
  SOL_IP,
} from '../../../lib/socket/index.ts';
import { withLab } from '../with-lab.ts';

/** The lab of lesson 19, with all routes that its cells have written before they translate. */
export interface FiveHosts {
  readonly ann: Host;
  readonly home: Host;
  readonly isp: Host;
  readonly edge: Host;
  readonly shop: Host;
  readonly inside: Link;
  readonly outside: Link;
}

/** Runs `fact` in such a lab. Says `skipped: ...` where labs are forbidden. */
export async function withFiveHosts(fact: (hosts: FiveHosts) => Promise<void>): Promise<void> {
  await withLab(async (lab) => {
    const [ann, shop] = await lab.hosts('ann', 'shop');
    const home = await lab.router('home');
    const isp = await lab.router('isp');
    const edge = await lab.router('edge');
    const inside = await lab.link(home, ann, { network: '192.168.1.0/24' });
    const outside = await lab.link(isp, home, { network: '203.0.113.0/24' });
    await lab.link(edge, isp, { network: '198.51.100.0/24' });
    await lab.link(shop, edge, { network: '192.0.2.0/24' });
    await ann.route('default', home);
    await home.route('default', isp);
    await isp.route('192.0.2.0/24', edge);
    await edge.route('203.0.113.0/24', isp);
    await shop.route('default', edge);
    await fact({ ann, home, isp, edge, shop, inside, outside });
  });
}

/** Sends a datagram that lives for `ttl` steps; tells who complains, or the code of a failure. */
export async function probe(
  from: Host,
  to: string,
  ttl: number,
  timeout = 10_000,
): Promise<string> {
  using socket = await from.socket(AF_INET, SOCK_DGRAM);
  socket.setsockopt(SOL_IP, IP_RECVERR, true);
  socket.setsockopt(SOL_IP, IP_TTL, ttl);
  await socket.sendTo('?', Addrinfo.udp(to, 33_434 + ttl));
  try {
    const { control } = await socket.recvMessage({ flags: MSG_ERRQUEUE, timeout });
    const found = control.find(({ extendedError }) => extendedError)?.extendedError;
    return `${found?.offender} ${found?.code}`;
  } catch (error) {
    return Object(error).code;
  }
}
