/** Ways through a lab: for each host a route to each network, over the fewest routers. */

import { contains, type Network, networkText } from './addressing.ts';
import type { LinkedHost } from './link.ts';

/** A route that a host needs. */
export interface NeededRoute<Host extends LinkedHost> {
  readonly host: Host;
  readonly destination: Network;
  /** The address of the next router. */
  readonly via: string;
}

/** All routes that are missing, found by a breadth-first search from each host. */
export function findRoutes<Host extends LinkedHost>(
  hosts: readonly Host[],
): readonly NeededRoute<Host>[] {
  return hosts.flatMap((host) => {
    const own = new Set(host.interfaces.map(({ link }) => networkText(link.network)));
    const found = new Map<string, NeededRoute<Host>>();
    const seen = new Set<LinkedHost>([host]);
    // Each router that is reached, with the address of the first one on the way there.
    let edge: { readonly at: LinkedHost; readonly via: string | undefined }[] = [
      { at: host, via: undefined },
    ];
    while (edge.length > 0) {
      const next: typeof edge = [];
      for (const { at, via } of edge) {
        for (const { link } of at.interfaces) {
          const network = networkText(link.network);
          if (via !== undefined && !own.has(network) && !found.has(network)) {
            found.set(network, { host, destination: link.network, via });
          }
          for (const neighbour of link.hosts) {
            if (seen.has(neighbour) || !neighbour.isRouter) continue;
            seen.add(neighbour);
            const address = neighbour.addresses.find((each) => contains(link.network, each));
            next.push({ at: neighbour, via: via ?? address });
          }
        }
      }
      edge = next;
    }
    return [...found.values()];
  });
}
