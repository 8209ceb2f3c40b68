import { deepEqual } from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { TcpSocket } from '../../../../lib/socket/index.ts';

/** The events of a connection whose answer comes 20 ms after the client's FIN. */
async function eventsOf({ unsent }: { readonly unsent: number }): Promise<readonly string[]> {
  const events: string[] = [];
  const server = net.createServer((guest) => {
    guest.on('error', ({ code }: NodeJS.ErrnoException) => events.push(`error ${code}`));
    guest.on('close', () => events.push('close')).resume();
    guest.write(Buffer.alloc(unsent));
    guest.on('end', () => {
      setTimeout(() => {
        events.push('late');
        guest.end('x');
      }, 20);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as net.AddressInfo;
  await using client = await TcpSocket.connect({ host: '127.0.0.1', port });
  client.closeWrite();
  await delay(200);
  server.close();
  return events;
}

deepEqual(await eventsOf({ unsent: 0 }), ['close', 'late']);
deepEqual(await eventsOf({ unsent: 30_000_000 }), [
  'late',
  'error ERR_STREAM_WRITE_AFTER_END',
  'close',
]);
