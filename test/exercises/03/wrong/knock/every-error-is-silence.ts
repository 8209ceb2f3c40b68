/** Calls every failure silence. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';

export async function knock(host: string, port: number, patience: number): Promise<string> {
  await using socket = new Socket(AF_INET, SOCK_STREAM);
  const attempt = socket.connect(Addrinfo.tcp(host, port), { timeout: patience });
  return await attempt.then(
    () => 'open',
    () => 'silent',
  );
}
