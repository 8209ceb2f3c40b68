import { deepEqual } from 'node:assert/strict';
import { connectedPair } from '../../connected-pair.ts';

const { client, server } = await connectedPair();
using _server = server;
await client.send('last words');
client.close();
const pieces: string[] = [];
for (let turn = 1; turn <= 4; turn++) pieces.push(String(await server.recv(4)));
deepEqual(pieces, ['last', ' wor', 'ds', '']);

const bytes = Buffer.from('schön');
deepEqual([bytes.subarray(0, 3), bytes.subarray(3)].map(String), ['sch', 'ön']);
