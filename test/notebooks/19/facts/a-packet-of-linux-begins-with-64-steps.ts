import { deepEqual, equal } from 'node:assert/strict';
import {
  Addrinfo,
  AF_INET,
  IP_RECVTTL,
  IP_TTL,
  SOCK_DGRAM,
  SOL_IP,
  Socket,
} from '../../../../lib/socket/index.ts';

using receiver = new Socket(AF_INET, SOCK_DGRAM);
receiver.bind(Addrinfo.udp('127.0.19.1', 0));
receiver.setsockopt(SOL_IP, IP_RECVTTL, true);
using sender = new Socket(AF_INET, SOCK_DGRAM);
equal(sender.getsockopt(SOL_IP, IP_TTL), 64);
await sender.sendTo('x', receiver.localAddress);
const { control } = await receiver.recvMessage();
deepEqual(
  control.map(({ int }) => int),
  [64],
);
