/** Knocks at all ports at the same time, and lists them in the order in which they answered. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';

export async function openPorts(
  host: string,
  { first, last }: { readonly first: number; readonly last: number },
): Promise<number[]> {
  const open: number[] = [];
  const knock = async (port: number) => {
    using client = new Socket(AF_INET, SOCK_STREAM);
    try {
      await client.connect(Addrinfo.tcp(host, port));
      open.push(port);
    } catch {
      // Nothing listens there.
    }
  };
  await Promise.all(Array.from({ length: last - first + 1 }, (_, index) => knock(first + index)));
  return open;
}
