import { deepEqual } from 'node:assert/strict';
import { EPOLLIN, Epoll, Socket } from '../../../../lib/socket/index.ts';

for (const hasCopy of [false, true]) {
  using opened = new DisposableStack();
  const [watched, other] = Socket.pair();
  opened.use(other);
  const epoll = opened.use(new Epoll());
  epoll.add(watched, EPOLLIN);
  const fd = watched.fileno();
  if (hasCopy) opened.use(watched.dup());
  watched.close();
  if (hasCopy) await other.send('x');
  deepEqual(await epoll.wait(1, { timeout: 50 }), hasCopy ? [{ fd, events: EPOLLIN }] : []);
}
