import { equal, ok } from 'node:assert/strict';
import { connectedPair } from '../../connected-pair.ts';

const { client, server } = await connectedPair();
const claimed = 1 << 29;
const before = process.memoryUsage().external;
const receiving = server.recvExact(claimed).catch((error) => error.expected);
ok(process.memoryUsage().external - before >= claimed);
client.close();
equal(await receiving, claimed);
server.close();
