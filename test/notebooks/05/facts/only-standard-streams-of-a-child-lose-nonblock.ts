import { deepEqual } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fdTable } from '../../../../lib/lab/tables/fd-table.ts';
import { Socket } from '../../../../lib/socket/index.ts';

const [socket, other] = Socket.pair();
using _socket = socket;
using _other = other;
const flags = () => fdTable().rows.find(({ fd }) => fd === socket.fileno())?.flags;
spawnSync('true', { stdio: ['ignore', 'ignore', 'ignore', socket.fileno()] });
deepEqual(flags(), ['nonblock', 'cloexec']);
spawnSync('true', { stdio: ['ignore', socket.fileno(), 'ignore'] });
deepEqual(flags(), ['cloexec']);
