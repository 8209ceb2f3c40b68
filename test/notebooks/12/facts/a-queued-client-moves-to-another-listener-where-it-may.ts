import { equal, notEqual } from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { TcpServer, TcpSocket } from '../../../../lib/socket/index.ts';
import { inOwnNetwork } from '../../../own-network.ts';

const setting = '/proc/sys/net/ipv4/tcp_migrate_req';

await inOwnNetwork(async () => {
  if (!existsSync(setting)) {
    console.log('skipped: this Linux is older than 5.14');
    return;
  }
  try {
    writeFileSync(setting, '1');
  } catch {
    console.log('skipped: the settings of a network cannot be written here');
    return;
  }
  using opened = new DisposableStack();
  const host = '127.0.12.1';
  const first = opened.use(new TcpServer({ host, port: 0 }, { reusePort: true }));
  const port = first.localAddress.ipPort;
  const second = opened.use(new TcpServer({ host, port }, { reusePort: true }));
  for (let client = 0; client < 20; client++) {
    opened.use(await TcpSocket.connect({ host, port }));
  }
  notEqual(second.socket.tcpInfo().unacked, 0);
  second.close();
  equal(first.socket.tcpInfo().unacked, 20);
});
