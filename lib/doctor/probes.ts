/** Everything that lessons rely on. */

import { privilegeProbes } from './privilege.ts';
import type { Probe } from './probe.ts';
import { systemProbes } from './system.ts';
import { tcpProbes } from './tcp.ts';
import { toolchainProbes } from './toolchain.ts';
import { udpProbes } from './udp.ts';

/** All probes, in the order of the report. */
export const probes: readonly Probe[] = [
  ...toolchainProbes,
  ...systemProbes,
  ...tcpProbes,
  ...udpProbes,
  ...privilegeProbes,
];
