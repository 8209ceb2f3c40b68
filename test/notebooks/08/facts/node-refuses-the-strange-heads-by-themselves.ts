import { equal } from 'node:assert/strict';
import { openSite } from '../node-site.ts';

const site = await openSite((_, response) => response.end('hello'));

/**
 * The status of the answer to a request with no byte behind its head, or with the last chunk. Without
 * `Connection: close` it comes only if the server ends the connection by itself.
 */
async function statusOf(lines: string, rest = ''): Promise<string> {
  const head = `POST / HTTP/1.1\r\nHost: a\r\n${lines}\r\n\r\n`;
  return (await site.request(head + rest)).slice(9, 12);
}

equal(await statusOf('Connection: close\r\nContent-Length: 0'), '200');
equal(await statusOf('Content-Length: 0\r\nTransfer-Encoding: chunked', '0\r\n\r\n'), '400');
equal(await statusOf('Content-Length: 0\r\nContent-Length: 0'), '400');
equal(await statusOf('Content-Length: +0'), '400');
equal(await statusOf('Hint : 1'), '400');
equal(await statusOf('Hint: 1\nHint: 2'), '400');
site.close();
