/** A right answer to exercise 09 that receives all the time, while timers send again. */

import { setTimeout as delay } from 'node:timers/promises';
import { Addrinfo, UdpSocket } from 'wirebook';
import type { OpenServer } from '../clock.ts';
import type { Files } from '../file-server.ts';
import type { Patience } from '../question.ts';

const times: Readonly<Record<string, (now: Date) => string>> = {
  TIME: (now) => now.toLocaleTimeString('en-GB'),
  TIMESTAMP: (now) => (now.getTime() / 1000).toFixed(),
  ISO8601: (now) => JSON.stringify(now).slice(1, -1),
};

export async function openTimeServer(host: string): Promise<OpenServer> {
  const socket = new UdpSocket({ host, port: 0 });
  const { ipPort } = socket.localAddress;
  const answerNext = async (): Promise<void> => {
    const [data, from] = await socket.recvFrom(2000);
    const [, word = ''] = /^(.*?)(?:\r?\n)?$/s.exec(String(data)) ?? [];
    const name = Object.keys(times).find((known) => known === word.toUpperCase());
    const answer = name === undefined ? 'ERROR' : times[name]?.(new Date());
    if (from) await socket.sendTo(`${answer}\n`, from);
    return answerNext();
  };
  const answering = answerNext().catch(() => 'closed');
  return {
    port: ipPort,
    close: async () => {
      socket.close();
      await answering;
    },
  };
}

export async function ask(
  host: string,
  port: number,
  request: string,
  { wait, attempts }: Patience,
): Promise<string> {
  using socket = new UdpSocket();
  await socket.connect(Addrinfo.udp(host, port));
  const over = new AbortController();
  const { signal } = over;
  const answer = socket.recv(65_507, { signal });
  const sendAll = async (): Promise<never> => {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      await socket.send(request);
      await delay(wait * 2 ** attempt, undefined, { signal });
    }
    throw Object.assign(new Error(`No answer from ${host}:${port}`), { code: 'ETIMEDOUT' });
  };
  const sending = sendAll();
  try {
    return String(await Promise.race([answer, sending]));
  } finally {
    over.abort();
    await Promise.allSettled([answer, sending]);
  }
}

function datagram(kind: number, number: number, rest: Uint8Array): Buffer {
  return Buffer.concat([Uint8Array.of(0, kind, number >> 8, number & 0xff), rest]);
}

/** Sends a file; ends when its last block is acknowledged, or when the socket is closed. */
async function sendFile(
  socket: UdpSocket,
  file: Uint8Array,
  { wait, attempts }: Patience,
): Promise<void> {
  let number = 0;
  let timer: NodeJS.Timeout | undefined;
  const attempt = (left: number): void => {
    if (left === 0) socket.close();
    else {
      const block = file.subarray(512 * (number - 1), 512 * number);
      socket.send(datagram(3, number, block)).catch(() => socket.close());
      timer = setTimeout(attempt, wait, left - 1);
    }
  };
  const advance = (): void => {
    clearTimeout(timer);
    number += 1;
    attempt(attempts);
  };
  advance();
  try {
    for await (const reply of socket) {
      if (reply.subarray(0, 2).equals(Uint8Array.of(0, 5))) return;
      if (!reply.subarray(0, 4).equals(datagram(4, number, new Uint8Array()))) continue;
      if (512 * number > file.length) return;
      advance();
    }
  } finally {
    clearTimeout(timer);
  }
}

export async function openFileServer(
  host: string,
  files: Files,
  patience: Patience,
): Promise<OpenServer> {
  const contents = new Map(Object.entries(files));
  const listener = new UdpSocket({ host, port: 0 });
  const { ipPort } = listener.localAddress;
  const open = new Set<UdpSocket>();

  async function answer(request: Buffer, client: Addrinfo): Promise<void> {
    using socket = new UdpSocket({ host, port: 0 });
    open.add(socket);
    try {
      await socket.connect(client);
      const end = request.indexOf(0, 2);
      const isWhole = end > 2 && request.includes(0, end + 1) && request.readUInt16BE() === 1;
      const file = contents.get(String(request.subarray(2, end)));
      if (isWhole && file !== undefined) await sendFile(socket, file, patience);
      else await socket.send(datagram(5, isWhole ? 1 : 4, Buffer.from('cannot send it\0')));
    } catch {
      // The client does not listen any more.
    } finally {
      open.delete(socket);
    }
  }

  const running = new Set<Promise<void>>();
  async function listen(): Promise<void> {
    for (;;) {
      const [request, client] = await listener.recvFrom(2000);
      if (client === undefined) continue;
      const transfer = answer(request, client);
      running.add(transfer);
      void transfer.then(() => running.delete(transfer));
    }
  }
  const listening = listen().catch(() => 'closed');
  return {
    port: ipPort,
    close: async () => {
      for (const socket of [listener, ...open]) socket.close();
      await Promise.all([listening, ...running]);
    },
  };
}
