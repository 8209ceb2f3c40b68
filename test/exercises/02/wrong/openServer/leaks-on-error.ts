/** Forgets the socket that could not be bound; that the collector comes by must not hide it. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

export function openServer(host: string, port: number): Socket {
  setImmediate(collect);
  const listener = new Socket(AF_INET, SOCK_STREAM);
  listener.bind(Addrinfo.tcp(host, port));
  listener.listen();
  return listener;
}
