import { match } from 'node:assert/strict';
import { openSite } from '../node-site.ts';

const site = await openSite((request, response) => {
  response.statusCode = Number(request.url?.slice(1));
  response.setHeader('Content-Length', 5000);
  response.end();
});
const fields = 'Host: a\r\nConnection: close\r\n';
const noBody = /content-length: 5000\r\n(\S+: .*\r\n)*\r\n$/i;
match(await site.request(`HEAD /200 HTTP/1.1\r\n${fields}\r\n`), noBody);
match(await site.request(`GET /304 HTTP/1.1\r\n${fields}\r\n`), noBody);
match(await site.request(`GET /204 HTTP/1.1\r\n${fields}\r\n`), /^HTTP\/1\.1 204 [\s\S]*\r\n\r\n$/);
site.close();
