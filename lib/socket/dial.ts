/** Connecting over TCP: a name is looked up, and of several addresses the first that answers is taken. */

import { addAbortListener } from 'node:events';
import { isIP } from 'node:net';
import { constants } from 'node:os';
import { Addrinfo, type HostPort, toAddrinfo } from './address/addrinfo.ts';
import { getaddrinfo } from './address/resolver.ts';
import { firstToConnect } from './happy-eyeballs.ts';
import type { Socket } from './socket.ts';
import { type AddressFamily, SOCK_STREAM } from './system/constants.ts';
import { SocketError } from './system/errors.ts';
import { checkOptions, refuseRange, refuseType } from './system/validate.ts';
import { abortError, checkWait, limitsOf, type WaitOptions } from './wait/waiting.ts';

const { EAGAIN, ETIMEDOUT } = constants.errno;

/** Options of a connection. */
export interface DialOptions<C extends Socket> extends WaitOptions {
  /**
   * Is called with each new socket before it is bound and connected, for options that have to be set by
   * then, such as SO_BINDTODEVICE or TCP_FASTOPEN_CONNECT: with several addresses it is called several
   * times. What it throws is why that attempt fails.
   */
  readonly beforeConnect?: ((socket: C, to: Addrinfo) => void | Promise<void>) | undefined;
  /** The address of this end, if not one of the kernel's choice. */
  readonly localAddress?: Addrinfo | HostPort | undefined;
}

/** Where to connect to: an endpoint, several of one server, or host and port, where the host may be a name. */
export type DialTarget = Addrinfo | HostPort | readonly Addrinfo[];

/** Connects sockets that `create` makes, and gives the first that is connected. */
export async function dial<C extends Socket>(
  to: DialTarget,
  options: DialOptions<C>,
  create: (family: AddressFamily) => C,
): Promise<C> {
  const left = checkWait(options);
  const { beforeConnect, localAddress, signal } = options;
  const limits = limitsOf(options);
  const target = endpointsOf(to);
  const connect = async (endpoint: Addrinfo, wait: WaitOptions): Promise<C> => {
    using opened = new DisposableStack();
    const socket = opened.use(create(endpoint.family));
    await beforeConnect?.(socket, endpoint);
    if (localAddress !== undefined) socket.bind(localAddress);
    await socket.connect(endpoint, wait);
    opened.move();
    return socket;
  };
  if (target instanceof Addrinfo) return connect(target, limits);
  // A look-up has to wait.
  if (left === 0 && 'host' in target) throw failure(target, EAGAIN);
  using ending = new DisposableStack();
  const over = ending.adopt(new AbortController(), (controller) => controller.abort());
  if (left !== undefined && left !== 0) {
    ending.adopt(setTimeout(() => over.abort(), left).unref(), clearTimeout);
  }
  const limit = AbortSignal.any(signal === undefined ? [over.signal] : [over.signal, signal]);
  const endpoints = 'host' in target ? await resolve(target, limit) : target;
  const [first, second] = endpoints;
  if (first !== undefined && second === undefined) return await connect(first, limits);
  const attempt = (endpoint: Addrinfo): Promise<C> =>
    connect(endpoint, left === 0 ? limits : { signal: limit });
  const outcome = await firstToConnect(endpoints, attempt, limit);
  if ('connection' in outcome) return outcome.connection;
  if (signal?.aborted) throw abortError(signal);
  if (!limit.aborted) throw outcome.error;
  throw failure('host' in target ? target : undefined, ETIMEDOUT, outcome.error);
}

function failure(target: HostPort | undefined, errno: number, cause?: unknown): SocketError {
  return new SocketError('connect', errno, { address: target?.host, port: target?.port, cause });
}

/** The endpoint or endpoints, where they are known without a look-up. */
function endpointsOf(to: DialTarget): DialTarget {
  if (to instanceof Addrinfo) return to;
  if (Array.isArray(to)) {
    if (to.length === 0) refuseRange('address', 'one endpoint at least', 'an empty list');
    return to.map(toAddrinfo);
  }
  // Not a list, which Array.isArray() does not tell of one that is read-only.
  const { host, port } = checkOptions(to as HostPort);
  if (typeof host !== 'string') refuseType('host', 'a name or an IP address', host);
  return isIP(host) === 0 ? { host, port } : Addrinfo.tcp(host, port);
}

/** The addresses of a name; none if `signal` is aborted before they are known. */
async function resolve(
  { host, port }: HostPort,
  signal: AbortSignal,
): Promise<readonly Addrinfo[]> {
  const { promise: aborted, resolve: end } = Promise.withResolvers<readonly Addrinfo[]>();
  using _listener = addAbortListener(signal, () => end([]));
  return await Promise.race([getaddrinfo(host, port, { type: SOCK_STREAM }), aborted]);
}
