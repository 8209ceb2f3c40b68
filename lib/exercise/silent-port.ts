/** A port that refuses, and then answers nothing: neither that it is open nor that it is closed. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from '../socket/index.ts';

/** A port that nobody else can take until it is disposed of. */
export interface SilentPort {
  readonly port: number;
  /** Refuses no more: from now on whoever connects waits. */
  readonly keepSilent: () => Promise<void>;
  readonly dispose: () => void;
}

/** Takes a port of `host`, at which the system refuses whoever comes, since nobody listens. */
export function takePort(host: string): SilentPort {
  const listener = new Socket(AF_INET, SOCK_STREAM);
  const filler = new Socket(AF_INET, SOCK_STREAM);
  const dispose = () => {
    filler.close();
    listener.close();
  };
  try {
    listener.bind(Addrinfo.tcp(host, 0));
  } catch (error) {
    dispose();
    throw error;
  }
  return {
    port: listener.localAddress.ipPort,
    // Linux drops without a word what a full listen queue has no room for.
    async keepSilent() {
      listener.listen(0);
      await filler.connect(listener.localAddress);
    },
    dispose,
  };
}
