/** Trials of TCP that the doctor judges and the reference shows. */

import { median } from 'd3-array';
import { Addrinfo, SO_REUSEADDR, SOL_SOCKET, SOL_TCP, TCP_NODELAY } from '../../socket/index.ts';
import { outcome, soon, Trial, timeOf, trialHost } from './trial.ts';

/**
 * Two small sends and an answer, in milliseconds: Nagle's algorithm waits for an acknowledgement
 * that is delayed.
 */
export async function writeWriteRead(noDelay: boolean): Promise<number> {
  using trial = new Trial();
  const { client, server } = await trial.connection();
  client.setsockopt(SOL_TCP, TCP_NODELAY, noDelay);
  // The first exchanges of a connection are acknowledged at once; later ones show the delay.
  const times: number[] = [];
  for (let round = 0; round < 6; round++) {
    times.push(
      await timeOf(async () => {
        await client.sendAll('a');
        await client.sendAll('b');
        await server.recvExact(2, soon);
        await server.sendAll('c');
        await client.recv(1, soon);
      }),
    );
  }
  return median(times.slice(2)) ?? Number.NaN;
}

/** The outcomes of bind at an address that a connection in TIME_WAIT holds, by SO_REUSEADDR. */
export async function rebind(): Promise<{ readonly without: string; readonly withOption: string }> {
  using trial = new Trial();
  const listener = trial.stream();
  // Both sockets need the option: the old one passes it on to its connections.
  listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
  listener.bind(Addrinfo.tcp(trialHost, 0));
  listener.listen(5);
  const { localAddress } = listener;
  const client = trial.stream();
  await client.connect(localAddress, soon);
  const [server] = await listener.accept(soon);
  // The end that closes first is in TIME_WAIT.
  server.close();
  await client.recv(1, soon);
  client.close();
  listener.close();
  const [plain, reusing] = [trial.stream(), trial.stream()];
  reusing.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
  return {
    without: await outcome(() => plain.bind(localAddress)),
    withOption: await outcome(() => reusing.bind(localAddress)),
  };
}
