import { deepEqual, equal, ok } from 'node:assert/strict';
import { connectedPair, outcomeOf } from '../../connected-pair.ts';

const receive = (socket: { recv(length?: number): Promise<Buffer> }) =>
  outcomeOf(() => socket.recv(100_000));

// A client that reads gets the answer first, then the reset.
const reading = await connectedPair();
await reading.client.sendAll('upload');
await reading.server.sendAll('too large');
reading.server.close();
deepEqual(
  [await receive(reading.client), await receive(reading.client), await receive(reading.client)],
  ['too large', 'ECONNRESET', ''],
);
reading.client.close();

// A client that sends hears of the reset there, and can still read.
const sending = await connectedPair();
const upload = outcomeOf(() => sending.client.sendAll(Buffer.alloc(20_000_000)));
await sending.server.recv(100);
await sending.server.sendAll('too large');
sending.server.close();
deepEqual([await upload, await receive(sending.client)], ['ECONNRESET', 'too large']);
sending.client.close();

// What has not left the server yet is thrown away.
const long = await connectedPair();
await long.client.sendAll('upload');
let taken = 0;
const answer = Buffer.alloc(1_000_000);
const fill = async () => {
  for (;;) taken += await long.server.send(answer, { timeout: 50 });
};
equal(await outcomeOf(fill), 'ETIMEDOUT');
long.server.close();
let received = 0;
const drain = async () => {
  for (;;) received += (await long.client.recv(1_000_000)).length;
};
equal(await outcomeOf(drain), 'ECONNRESET');
ok(received < taken, `${received} of ${taken} bytes`);
long.client.close();

// A server that reads before it closes sends no reset.
const polite = await connectedPair();
await polite.client.sendAll('upload');
await polite.server.sendAll('too large');
await polite.server.recv();
polite.server.close();
deepEqual([await receive(polite.client), await receive(polite.client)], ['too large', '']);
polite.client.close();
