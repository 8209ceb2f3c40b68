import type { Link } from '../../../lib/lab/hosts/link.ts';
import type { LinkConditions } from '../../../lib/lab/index.ts';
import { Addrinfo, type UdpSocket } from '../../../lib/socket/index.ts';
import { withLab } from '../with-lab.ts';

/** A link of a lab with a socket at each end, as lesson 09 makes them. */
export interface OpenLink {
  readonly link: Link;
  readonly near: UdpSocket;
  readonly far: UdpSocket;
}

/** Runs `fact` with such a link. Says `skipped: ...` where labs are forbidden. */
export async function withLink(
  { seed, ...conditions }: LinkConditions & { readonly seed: number },
  fact: (open: OpenLink) => Promise<void>,
): Promise<void> {
  await withLab(
    async (lab) => {
      const [ann, ben] = await lab.hosts('ann', 'ben');
      const link = await lab.link(ann, ben, conditions);
      const [near, far] = [await ann.udp(), await ben.udp(4490)];
      await near.connect(Addrinfo.udp(ben.address, 4490));
      await far.connect(Addrinfo.udp(ann.address, near.localAddress.ipPort));
      await fact({ link, near, far });
    },
    { seed },
  );
}
