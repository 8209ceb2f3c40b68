import { throws } from 'node:assert/strict';
import { closeSync, openSync } from 'node:fs';
import { EPOLLIN, Epoll } from '../../../../lib/socket/index.ts';

const file = openSync(import.meta.filename, 'r');
using epoll = new Epoll();
throws(() => epoll.add(file, EPOLLIN), { code: 'EPERM' });
closeSync(file);
