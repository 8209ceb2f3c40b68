import { equal, ok } from 'node:assert/strict';
import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from '../../../../lib/socket/index.ts';

using silent = new Socket(AF_INET, SOCK_STREAM);
silent.bind(Addrinfo.tcp('127.0.15.1', 0));
silent.listen(0);
using filler = new Socket(AF_INET, SOCK_STREAM);
await filler.connect(silent.localAddress);
const button = new AbortController();
const clock = AbortSignal.timeout(60_000);
using client = new Socket(AF_INET, SOCK_STREAM);
const attempt = client.connect(silent.localAddress, {
  signal: AbortSignal.any([button.signal, clock]),
});
const reason = new Error('Somebody has pressed stop');
button.abort(reason);
const error = await attempt.catch((failure) => failure);
equal(error.code, 'ABORT_ERR');
equal(error.cause, reason);
using late = new Socket(AF_INET, SOCK_STREAM);
const { cause } = await late
  .connect(silent.localAddress, { signal: AbortSignal.timeout(20) })
  .catch((failure) => failure);
ok(cause.name === 'TimeoutError');
