/**
 * Probes of the machine: the loopback contract says that it behaves as the lessons describe it.
 *
 * Layout: `doctor.ts` lists all probes and reports on them, `probe.ts` runs one; `sockets.ts` the
 * behaviour of sockets, `ports.ts` ports that lessons need, `privilege.ts` what a plain user may do,
 * `system.ts` settings of Linux, `toolchain.ts` Node, Python and packages.
 */

export { type Diagnosis, doctor, probes, toText } from './doctor.ts';
export { examine, type Probe, type Row, type Verdict } from './probe.ts';
