/** What checks may ask for in the learner's process besides the learner's own functions. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from '../socket/index.ts';

/** Things that only exist in the process that uses them. */
export interface Fixtures {
  /** A listening socket at a port of `host` that the system chooses. */
  listen(host: string): Socket;
}

export const fixtures: Fixtures = {
  listen(host) {
    const listener = new Socket(AF_INET, SOCK_STREAM);
    listener.bind(Addrinfo.tcp(host, 0));
    listener.listen();
    return listener;
  },
};
