/** A right answer to exercise 03: the library's one-line client, signals and combined promises. */

import { setTimeout as delay } from 'node:timers/promises';
import { TcpSocket } from 'wirebook';

export async function knock(host: string, port: number, patience: number): Promise<string> {
  const answers: Record<string, string> = { ECONNREFUSED: 'refused', ETIMEDOUT: 'silent' };
  return TcpSocket.connect({ host, port }, { timeout: patience }).then(
    (socket) => {
      socket.close();
      return 'open';
    },
    (error) => answers[error.code] ?? Promise.reject(error),
  );
}

export async function waitForServer(
  host: string,
  port: number,
  { pause, atMost }: { readonly pause: number; readonly atMost: number },
): Promise<TcpSocket> {
  const begin = performance.now();
  try {
    return await TcpSocket.connect({ host, port }, { timeout: atMost });
  } catch (error) {
    const left = () => atMost - (performance.now() - begin);
    if ((error as { code?: string }).code !== 'ECONNREFUSED' || left() <= pause) throw error;
    await delay(pause);
    return waitForServer(host, port, { pause, atMost: Math.max(1, left()) });
  }
}

export async function connectToFirst(
  host: string,
  ports: number[],
  { headStart, patience }: { readonly headStart: number; readonly patience: number },
): Promise<TcpSocket> {
  const losers = new AbortController();
  const attempts: Promise<TcpSocket>[] = [];
  let lastError: unknown;
  for (const port of ports) {
    const options = { timeout: patience, signal: losers.signal };
    const attempt = TcpSocket.connect({ host, port }, options);
    attempts.push(attempt);
    const failed = attempt.then(
      () => {},
      (error) => {
        lastError = error;
      },
    );
    const isWon = Promise.any(attempts).then(
      () => true,
      () => false,
    );
    const clock = new AbortController();
    const start = delay(headStart, undefined, { signal: clock.signal }).catch(() => {});
    const goOn = Promise.race([failed, start]).then(() => false);
    const won = await Promise.race([isWon, goOn]);
    clock.abort();
    if (won) break;
  }
  try {
    const winner = await Promise.any(attempts);
    losers.abort();
    const connected = await Promise.allSettled(attempts);
    for (const { value } of connected.filter((each) => each.status === 'fulfilled')) {
      if (value !== winner) value.close();
    }
    return winner;
  } catch {
    throw lastError;
  }
}
