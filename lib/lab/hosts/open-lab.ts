/** Opens the lab of a notebook. All that labs are made of is loaded then: most lessons have none. */

import { randomInt } from 'node:crypto';
import { currentHost } from '../base/host.ts';
import type { Lab } from './lab.ts';

/** Options of a lab. */
export interface LabOptions {
  /** Repeats what the links of another lab lost, delayed and doubled; the picture shows the seed. */
  readonly seed?: number;
  /**
   * Where namespaces are forbidden, lets a relay on the loopback interface stand in for hosts and
   * links, and says so in one line. Its hosts have `udp()`, `tcpServer()` and `connect()`. Its links
   * lose, delay, double and reorder datagrams, and captures show them; of TCP they know the cut alone,
   * and show no packets. All else fails as it would without.
   */
  readonly standIn?: boolean;
}

let open: Lab | undefined;

/**
 * Opens a lab: machines with networks of their own, which exist as long as this notebook. Opened
 * again, it closes the one before.
 *
 * It needs no privilege, but namespaces of Linux, `namespaces(7)`, which some machines forbid.
 *
 * @throws Error with the command that mends it where they are forbidden
 * @example
 * const lab = await openLab();
 * const [alice, bob] = await lab.hosts('alice', 'bob');
 * const cable = await lab.link(alice, bob, { delay: 20 });
 * const table = await alice.ping(bob);
 */
export async function openLab({
  seed = randomInt(1, 10_000),
  standIn = false,
}: LabOptions = {}): Promise<Lab> {
  await closeLab();
  const { Lab } = await import('./lab.ts');
  open = await Lab.open(seed, { standIn });
  currentHost()?.onShutdown(closeLab);
  return open;
}

/** Closes the lab of this notebook, if one is open. */
export async function closeLab(): Promise<void> {
  const lab = open;
  open = undefined;
  await lab?.close();
}
