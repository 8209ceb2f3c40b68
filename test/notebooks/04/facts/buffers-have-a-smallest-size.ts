import { deepEqual } from 'node:assert/strict';
import {
  AF_INET,
  SO_RCVBUF,
  SO_SNDBUF,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
} from '../../../../lib/socket/index.ts';

using socket = new Socket(AF_INET, SOCK_STREAM);
const sizes = [SO_SNDBUF, SO_RCVBUF].map((option) => {
  socket.setsockopt(SOL_SOCKET, option, 1);
  return socket.getsockopt(SOL_SOCKET, option);
});
deepEqual(sizes, [4608, 2304]);
