/** A port that answers nothing: neither that it is open nor that it is closed. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from '../socket/index.ts';

/** A port that keeps silent until it is disposed of. */
export interface SilentPort {
  readonly port: number;
  readonly dispose: () => void;
}

/** Linux drops without a word what a full listen queue has no room for. */
export async function keepSilent(host: string): Promise<SilentPort> {
  const listener = new Socket(AF_INET, SOCK_STREAM);
  const filler = new Socket(AF_INET, SOCK_STREAM);
  const dispose = () => {
    filler.close();
    listener.close();
  };
  try {
    listener.bind(Addrinfo.tcp(host, 0));
    listener.listen(0);
    await filler.connect(listener.localAddress);
    return { port: listener.localAddress.ipPort, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}
