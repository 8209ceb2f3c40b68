/** Listens at a port of its own choice. */

import { UdpSocket } from 'wirebook';
import type { OpenServer } from '../../clock.ts';

export async function openTimeServer(host: string): Promise<OpenServer> {
  const socket = new UdpSocket({ host, port: 4713 });
  const serve = async () => {
    for (;;) {
      const [data, from] = await socket.recvFrom();
      const now = new Date();
      const answers = new Map([
        ['TIME', now.toTimeString().slice(0, 8)],
        ['TIMESTAMP', String(Math.floor(now.getTime() / 1000))],
        ['ISO8601', now.toISOString()],
      ]);
      const request = String(data)
        .replace(/\r?\n$/, '')
        .toUpperCase();
      if (from) await socket.sendTo(`${answers.get(request) ?? 'ERROR'}\n`, from);
    }
  };
  // Closing the socket ends the loop.
  void serve().catch(() => {});
  return { port: 4713, close: async () => socket.close() };
}
