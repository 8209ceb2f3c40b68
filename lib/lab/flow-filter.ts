/** Which packets on the loopback interface belong to a lesson, and which to strangers. */

import { lessonHost } from './lesson-host.ts';
import { OwnEndpoints } from './own-endpoints.ts';
import { endpointText, type Packet } from './packet.ts';

/** Narrows a capture down. */
export interface FlowOptions {
  /** Only packets from or to this port. */
  readonly port?: number;
  /** Everything on the interface, whoever sent it. */
  readonly all?: boolean;
}

/** Says which packets belong to the lesson. */
export interface FlowWatch {
  /** A filter by what is known so far. */
  filter(): (packet: Packet) => boolean;
  /** Ends the watch. The last filter stays as it is. */
  end(): void;
}

/**
 * Watches what this process does from now on: packets belong to the lesson when their source or
 * destination is the lesson's address, or a socket that this process had meanwhile.
 */
export function watchFlows({ port, all = false }: FlowOptions): FlowWatch {
  if (all) return { filter: () => () => true, end: () => undefined };
  if (port !== undefined) {
    const touches = ({ source, destination }: Packet) =>
      source.port === port || destination.port === port;
    return { filter: () => touches, end: () => undefined };
  }
  const endpoints = new OwnEndpoints();
  return {
    filter: () => {
      const own = endpoints.all();
      const host = lessonHost();
      return ({ source, destination }) =>
        [source, destination].some((end) => end.address === host || own.has(endpointText(end)));
    },
    end: () => endpoints.end(),
  };
}
