import { equal } from 'node:assert/strict';
import { TcpServer } from '../../../../lib/socket/index.ts';
import { outcomeOf } from '../../connected-pair.ts';

for (const reusePort of [false, true]) {
  using first = new TcpServer({ host: '127.0.0.1', port: 0 }, { reusePort });
  const { ipPort } = first.localAddress;
  const second = () => new TcpServer({ host: '127.0.0.1', port: ipPort }, { reusePort }).close();
  equal(await outcomeOf(second), reusePort ? 'undefined' : 'EADDRINUSE');
}
