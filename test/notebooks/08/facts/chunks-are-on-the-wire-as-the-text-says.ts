import { match } from 'node:assert/strict';
import { openSite } from '../node-site.ts';

const site = await openSite((request, response) => {
  response.write('In parts: ');
  response.end(`This is ${request.url}\n`);
});
match(
  await site.request('GET /parts HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'),
  /\r\n\r\na\r\nIn parts: \r\nf\r\nThis is \/parts\n\r\n0\r\n\r\n$/,
);
site.close();
