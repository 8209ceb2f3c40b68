import { equal, ok } from 'node:assert/strict';
import { connectedPair } from '../../connected-pair.ts';

const { client, server } = await connectedPair();
const claimed = 1 << 29;
const before = process.memoryUsage().arrayBuffers;
const receiving = server.recvExact(claimed).catch((error) => error.expected);
// Other buffers, which are small, may have gone meanwhile.
ok(process.memoryUsage().arrayBuffers - before > claimed / 2);
client.close();
equal(await receiving, claimed);
server.close();
