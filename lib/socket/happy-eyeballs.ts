/** The first of several addresses that answers, RFC 8305: "Happy Eyeballs". */

import { setTimeout as delay } from 'node:timers/promises';
import type { Addrinfo } from './address/addrinfo.ts';
import { coded } from './system/validate.ts';

/** The time that an attempt has before the next is begun beside it, in milliseconds. */
const ATTEMPT_DELAY = 250;

/**
 * Connects to the first endpoint that answers. The attempts that lose are ended by `signal`, which the
 * caller has to abort then; one that wins all the same is closed.
 *
 * @returns the connection, or the error: of several attempts an AggregateError, whose code is that of the
 *   last to fail; undefined if none had failed when `signal` was aborted
 */
export async function firstToConnect<C extends Disposable>(
  endpoints: readonly Addrinfo[],
  connect: (endpoint: Addrinfo) => Promise<C>,
  signal: AbortSignal,
): Promise<{ readonly connection: C } | { readonly error: unknown }> {
  const errors: unknown[] = [];
  const running = new Set<Promise<void>>();
  let winner: C | undefined;
  const attempt = async (endpoint: Addrinfo): Promise<void> => {
    try {
      const connection = await connect(endpoint);
      if (winner === undefined && !signal.aborted) winner = connection;
      else connection[Symbol.dispose]();
    } catch (error) {
      if (!signal.aborted) errors.push(error);
    }
  };
  for (const endpoint of alternated(endpoints)) {
    const attempting = attempt(endpoint).finally(() => running.delete(attempting));
    running.add(attempting);
    await Promise.race([...running, delay(ATTEMPT_DELAY, undefined, { ref: false })]);
    if (winner !== undefined || signal.aborted) break;
  }
  while (winner === undefined && running.size > 0) await Promise.race(running);
  if (winner !== undefined) return { connection: winner };
  if (errors.length < 2) return { error: errors[0] };
  const { code } = Object(errors.at(-1));
  const all = `Cannot connect to any of ${endpoints.join(', ')}`;
  return { error: coded(new AggregateError(errors, `${all} (${code})`), code) };
}

/** The endpoints in their order, but of both families by turns. */
function alternated(endpoints: readonly Addrinfo[]): Addrinfo[] {
  const [first] = endpoints;
  const preferred = endpoints.filter(({ family }) => family === first?.family);
  const others = endpoints.filter(({ family }) => family !== first?.family);
  const pairs = preferred.flatMap((endpoint, i) => [endpoint, ...others.slice(i, i + 1)]);
  return [...pairs, ...others.slice(preferred.length)];
}
