import { match } from 'node:assert/strict';
import { openSite } from '../node-site.ts';

const site = await openSite((_, response) => response.end('hello'));
match(await site.request('GET / HTTP/1.1\r\nConnection: close\r\n\r\n'), /^HTTP\/1\.1 400 /);
match(await site.request('GET / HTTP/1.0\r\n\r\n'), /^HTTP\/1\.1 200 /);
site.close();
