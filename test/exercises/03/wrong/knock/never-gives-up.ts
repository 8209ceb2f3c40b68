/** Leaves the patience to the kernel. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';

export async function knock(host: string, port: number): Promise<string> {
  await using socket = new Socket(AF_INET, SOCK_STREAM);
  return await socket.connect(Addrinfo.tcp(host, port)).then(
    () => 'open',
    () => 'refused',
  );
}
