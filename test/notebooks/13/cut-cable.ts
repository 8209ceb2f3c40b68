import type { Link } from '../../../lib/lab/hosts/link.ts';
import { closeLab } from '../../../lib/lab/hosts/open-lab.ts';
import { openLab } from '../../../lib/lab/index.ts';
import type { TcpSocket } from '../../../lib/socket/index.ts';

/** Connections over a cable that can be cut, as lesson 13 makes them. */
export interface Cabled {
  readonly cable: Link;
  readonly near: TcpSocket;
  readonly far: TcpSocket;
  /** The near end of a second connection over the same cable. */
  readonly other: TcpSocket;
}

/** Runs `fact` with two such connections, at which nothing is under way. */
export async function withCable(fact: (cabled: Cabled) => Promise<void>): Promise<void> {
  const lab = await openLab({ standIn: true });
  try {
    const [ann, ben] = await lab.hosts('ann', 'ben');
    const cable = await lab.link(ann, ben, { delay: 5 });
    const server = await ben.tcpServer(4531);
    const near = await ann.connect({ host: ben, port: 4531 });
    const far = await server.accept();
    const other = await ann.connect({ host: ben, port: 4531 });
    await server.accept();
    await fact({ cable, near, far, other });
  } finally {
    await closeLab();
  }
}
