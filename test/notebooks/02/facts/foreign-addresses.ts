/** Lesson 02, bind: an address of no interface can be bound only with a special option, IP_FREEBIND. */
import assert from 'node:assert/strict';
import {
  Addrinfo,
  AF_INET,
  IP_FREEBIND,
  SOCK_STREAM,
  SOL_IP,
  Socket,
} from '../../../../lib/socket/index.ts';

const foreign = Addrinfo.tcp('192.0.2.1', 0);
using socket = new Socket(AF_INET, SOCK_STREAM);
assert.throws(() => socket.bind(foreign), { code: 'EADDRNOTAVAIL' });
socket.setsockopt(SOL_IP, IP_FREEBIND, true);
socket.bind(foreign);
