import { equal, ok } from 'node:assert/strict';
import {
  Addrinfo,
  AF_INET,
  SO_RCVBUF,
  SO_SNDBUF,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
} from '../../../../lib/socket/index.ts';

/** The sizes of the buffers before and after ten megabytes have passed. */
async function sizes(set: number | undefined) {
  using server = new Socket(AF_INET, SOCK_STREAM);
  using from = new Socket(AF_INET, SOCK_STREAM);
  if (set) server.setsockopt(SOL_SOCKET, SO_RCVBUF, set);
  if (set) from.setsockopt(SOL_SOCKET, SO_SNDBUF, set);
  server.bind(Addrinfo.tcp('127.0.13.1', 0));
  server.listen();
  await from.connect(server.localAddress);
  const [to] = await server.accept();
  const read = () => [from.getsockopt(SOL_SOCKET, SO_SNDBUF), to.getsockopt(SOL_SOCKET, SO_RCVBUF)];
  const before = read();
  const room = Buffer.alloc(65_536);
  const sending = from.sendAll(Buffer.alloc(10_000_000));
  for (let left = 10_000_000; left > 0; ) left -= await to.recvInto(room);
  await sending;
  const after = read();
  to.close();
  return { before, after };
}

const set = await sizes(50_000);
equal(String(set.before), '100000,100000');
equal(String(set.after), String(set.before));
const untouched = await sizes(undefined);
ok(Math.max(...untouched.after) > Math.max(...untouched.before), JSON.stringify(untouched));
