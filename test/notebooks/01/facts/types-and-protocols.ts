/** Lesson 01, types: the protocol may be left out where one fits the type, and raw sockets have none. */
import assert from 'node:assert/strict';
import * as wirebook from '../../../../lib/socket/index.ts';

const { AF_INET, AF_INET6, AF_UNIX, PF_INET, PF_INET6, PF_UNIX, Socket } = wirebook;
const { SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET, SOCK_STREAM } = wirebook;

assert.deepEqual([AF_UNIX, AF_INET, AF_INET6], [1, 2, 10]);
assert.deepEqual([PF_UNIX, PF_INET, PF_INET6], [AF_UNIX, AF_INET, AF_INET6]);

const code = (create: () => { close(): void }) => {
  try {
    create().close();
    return 'created';
  } catch (error) {
    return (error as { code: string }).code;
  }
};
for (const type of [SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET])
  assert.equal(
    code(() => new Socket(AF_UNIX, type)),
    'created',
  );
assert.equal(
  code(() => new Socket(AF_INET, SOCK_SEQPACKET)),
  'ESOCKTNOSUPPORT',
);
assert.equal(
  code(() => new Socket(AF_INET, SOCK_RAW)),
  'EPROTONOSUPPORT',
);
using stream = new Socket(AF_INET, SOCK_STREAM);
assert.equal(stream.protocol, 6);
