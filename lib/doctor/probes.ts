/** Everything that lessons rely on. */

import { privilegeProbes } from './privilege.ts';
import type { Probe } from './probe.ts';
import { systemProbes } from './system.ts';
import { tcpProbes } from './tcp.ts';
import { toolchainProbes } from './toolchain.ts';
import { udpProbes } from './udp.ts';
import { unixProbes } from './unix.ts';

/** All probes, in the order of the report. */
export const probes: readonly Probe[] = [
  ...toolchainProbes,
  ...systemProbes,
  ...[...tcpProbes, ...udpProbes].map((probe) => ({ needs: 'loopback.up', ...probe })),
  ...unixProbes,
  ...privilegeProbes,
];
