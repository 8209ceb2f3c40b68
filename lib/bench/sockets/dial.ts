/** Connects many times to a port and holds the connections until it is killed. */

import { Addrinfo, TcpSocket } from '../../socket/index.ts';

const [port = '', count = ''] = process.argv.slice(2);
const held: TcpSocket[] = [];
while (held.length < Number(count)) {
  held.push(await TcpSocket.connect(Addrinfo.tcp('127.0.0.1', Number(port))));
}
setInterval(() => held.length, 60_000);
