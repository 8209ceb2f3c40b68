/** Whether this machine behaves as the lessons say: the loopback contract. */

import { privilegeProbes } from './privilege.ts';
import type { Probe } from './probe.ts';
import { systemProbes } from './system.ts';
import { tcpProbes } from './tcp.ts';
import { toolchainProbes } from './toolchain.ts';
import { udpProbes } from './udp.ts';

export { examine, type Probe, type Row, type Verdict } from './probe.ts';
export { toText } from './report.ts';

/** All probes, in the order of the report. */
export const probes: readonly Probe[] = [
  ...toolchainProbes,
  ...systemProbes,
  ...tcpProbes,
  ...udpProbes,
  ...privilegeProbes,
];
