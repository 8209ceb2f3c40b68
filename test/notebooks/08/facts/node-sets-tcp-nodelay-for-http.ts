import { equal } from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { IPPROTO_TCP, Socket, TCP_NODELAY } from '../../../../lib/socket/index.ts';

function noDelay(stream: net.Socket): boolean {
  // Node tells what it has set by no property; libuv's handle has the descriptor.
  const { _handle } = stream as unknown as { readonly _handle: { readonly fd: number } };
  const socket = Socket.fromFd(_handle.fd);
  try {
    return Boolean(socket.getsockopt(IPPROTO_TCP, TCP_NODELAY));
  } finally {
    socket.detach();
  }
}

const server = http.createServer((request, response) => {
  equal(noDelay(request.socket), true);
  response.end();
});
await once(server.listen(0, '127.0.0.1'), 'listening');
const { port } = server.address() as net.AddressInfo;
const request = http.get({ host: '127.0.0.1', port, agent: false });
const [response] = await once(request, 'response');
equal(request.socket !== null && noDelay(request.socket), true);
response.resume();
await once(response, 'end');

const plain = net.connect(port, '127.0.0.1');
await once(plain, 'connect');
equal(noDelay(plain), false);
plain.destroy();
server.close();
server.closeAllConnections();
