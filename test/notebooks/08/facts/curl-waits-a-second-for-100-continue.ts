import { equal, ok } from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';

const upload = 'Expect: 100-continue\r\n';

if (spawnSync('curl', ['--version']).error === undefined) {
  ok((await timeOfUpload({ goOn: false })) > 900);
  ok((await timeOfUpload({ goOn: true })) < 900);
} else console.log('skipped: curl is not installed');

/** The milliseconds that curl takes to put its standard input. */
async function timeOfUpload({ goOn }: { readonly goOn: boolean }): Promise<number> {
  const server = net.createServer((client) => {
    let request = '';
    client.on('data', (piece) => {
      const isHead = !request.includes('\r\n\r\n');
      request += piece.toString('latin1');
      if (isHead && goOn) client.write('HTTP/1.1 100 Continue\r\n\r\n');
      if (!request.endsWith('0\r\n\r\n')) return;
      ok(request.includes(upload));
      client.end('HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n');
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as net.AddressInfo;
  const begin = performance.now();
  const curl = spawn('curl', ['-s', '-T', '-', `http://127.0.0.1:${port}/x`]);
  curl.stdin.end('hello');
  const [status] = await once(curl, 'close');
  equal(status, 0);
  server.close();
  return performance.now() - begin;
}
