import { deepEqual } from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { SO_LINGER, SOL_SOCKET } from '../../../../lib/socket/index.ts';
import { connectedPair, outcomeOf } from '../../connected-pair.ts';

const { client, server } = await connectedPair();
using _client = client;
server.setsockopt(SOL_SOCKET, SO_LINGER, { on: true, seconds: 0 });
server.close();
await delay(50);
const send = () => outcomeOf(() => client.send('x'));
deepEqual([await send(), await send()], ['ECONNRESET', 'EPIPE']);

// Half of the answer is unread when the client closes.
const half = await connectedPair();
using _server = half.server;
await half.server.sendAll('0123456789');
await half.client.recv(5);
half.client.close();
deepEqual(await outcomeOf(() => half.server.recv()), 'ECONNRESET');
