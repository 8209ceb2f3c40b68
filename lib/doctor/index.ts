/** Whether this machine behaves as the lessons say: the loopback contract. */

export { type Diagnosis, doctor } from './doctor.ts';
export { examine, type Probe, type Row, type Verdict } from './probe.ts';
export { probes } from './probes.ts';
export { toText } from './report.ts';
