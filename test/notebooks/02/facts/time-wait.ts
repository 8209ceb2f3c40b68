/**
 * Lesson 02, close: a server that closed a connection first cannot bind again without
 * SO_REUSEADDR, which both servers must have set; it can at once if the client closed first, or if the connection ended by a reset.
 */
import assert from 'node:assert/strict';
import * as wirebook from '../../../../lib/socket/index.ts';

const { AF_INET, Addrinfo, SO_LINGER, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, Socket } = wirebook;

type Ending = 'server first' | 'client first' | 'reset';

async function bindAfter(
  ending: Ending,
  reuse: { before: boolean; after: boolean },
): Promise<string> {
  const server = new Socket(AF_INET, SOCK_STREAM);
  if (reuse.before) server.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
  server.bind(Addrinfo.tcp('127.0.2.9', 0));
  server.listen(5);
  const address = server.localAddress;
  const client = new Socket(AF_INET, SOCK_STREAM);
  await client.connect(address);
  const [connection] = await server.accept();
  if (ending === 'reset') connection.setsockopt(SOL_SOCKET, SO_LINGER, { on: true, seconds: 0 });
  const [first, second] = ending === 'client first' ? [client, connection] : [connection, client];
  first.close();
  await second.recv().catch(() => undefined);
  second.close();
  server.close();

  using again = new Socket(AF_INET, SOCK_STREAM);
  if (reuse.after) again.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
  try {
    again.bind(address);
    again.listen(5);
    return 'bound';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

const without = { before: false, after: false };
assert.equal(await bindAfter('server first', without), 'EADDRINUSE');
const onlyLater = { before: false, after: true };
const onlyEarlier = { before: true, after: false };
assert.equal(await bindAfter('server first', onlyLater), 'EADDRINUSE');
assert.equal(await bindAfter('server first', onlyEarlier), 'EADDRINUSE');
assert.equal(await bindAfter('server first', { before: true, after: true }), 'bound');
assert.equal(await bindAfter('client first', without), 'bound');
assert.equal(await bindAfter('reset', without), 'bound');
