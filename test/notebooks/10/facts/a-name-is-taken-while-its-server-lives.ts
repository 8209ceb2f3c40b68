/** An abstract name is taken while its socket is open; a full queue is told by EAGAIN. */

import assert from 'node:assert/strict';
import { UnixServer, UnixSocket } from '../../../../lib/socket/index.ts';

const path = `\0facts-10-${process.pid}`;
using first = new UnixServer({ path }, { backlog: 0 });
assert.throws(() => new UnixServer({ path }), { code: 'EADDRINUSE' });

using queued = await UnixSocket.connect({ path });
assert.equal(queued.isClosed, false);
await assert.rejects(UnixSocket.connect({ path }, { timeout: 50 }), /EAGAIN|ETIMEDOUT/);

first.close();
new UnixServer({ path }).close();
