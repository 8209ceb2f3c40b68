import { equal, ok } from 'node:assert/strict';
import { connectedPair } from '../../connected-pair.ts';

const { client, server } = await connectedPair();
const frame = Buffer.from(Uint8Array.from({ length: 8_000_000 }, (_, at) => at % 251));
const { code, bytesSent } = await client.sendAll(frame, { timeout: 100 }).catch((error) => error);
equal(code, 'ETIMEDOUT');
const receiving = server.recvExact(frame.length);
await client.sendAll(frame.subarray(bytesSent));
ok((await receiving).equals(frame));
client.close();
server.close();
