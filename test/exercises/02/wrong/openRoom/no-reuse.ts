/** Opens its listener without SO_REUSEADDR. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';
import { roomAnswer } from '../../room.ts';

export const openRoom = roomAnswer((host, port) => {
  const listener = new Socket(AF_INET, SOCK_STREAM);
  listener.bind(Addrinfo.tcp(host, port));
  listener.listen();
  return listener;
});
