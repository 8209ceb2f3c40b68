import { equal } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from '../../../../lib/socket/index.ts';

using listener = new Socket(AF_INET, SOCK_STREAM);
listener.bind(Addrinfo.tcp('127.0.0.1', 0));
listener.listen(1);
const program = `
  import net from 'node:net';
  net.connect(${listener.localAddress.ipPort}, '127.0.0.1', function () {
    this.write('x', () => process.exit());
  });`;
spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'inherit' });
const [connection] = await listener.accept();
using _connection = connection;
equal(String(await connection.recv()), 'x');
equal((await connection.recv()).length, 0);
