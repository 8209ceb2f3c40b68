/** How Unix sockets behave on this machine. */

import { once } from 'node:events';
import { createServer } from 'node:net';
import { compare, otherKernel, type Probe } from './probe.ts';

export const unixProbes: readonly Probe[] = [
  {
    id: 'unix.abstract',
    what: 'an abstract Unix socket',
    expected: 'listens',
    lessons: [10],
    mend: otherKernel,
    run: async () => {
      const server = createServer().listen(`\0wirebook-doctor-${process.pid}`);
      await once(server, 'listening');
      server.close();
      return compare('listens', 'listens');
    },
  },
];
