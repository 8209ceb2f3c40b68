import { equal } from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { interfaces } from '../../../../lib/lab/tables/network-tables.ts';
import { tcpTable } from '../../../../lib/lab/tables/tcp-table.ts';
import { TcpServer } from '../../../../lib/socket/index.ts';

const owner = net.createServer().listen(0, '127.0.0.1', 10);
await once(owner, 'listening');
const { port } = owner.address() as net.AddressInfo;
equal(tcpTable({ port, all: true }).rows[0]?.sendQueue, 10);
owner.close();

if (interfaces().rows.some(({ address }) => address === '::1/128')) {
  using both = new TcpServer({ host: '::', port: 0 }, { ipv6Only: false });
  const client = net.connect(both.localAddress.ipPort, '127.0.0.1');
  await once(client, 'connect');
  client.destroy();
}
