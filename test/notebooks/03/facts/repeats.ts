/**
 * Lesson 03, silence: with TCP_SYNCNT 1 the kernel repeats its SYN twice and gives up after 3 s,
 * with 2 five times and after 7 s; TCP_USER_TIMEOUT 500 takes a second. The default, 6, repeats it
 * ten times in about 135 s: set WIREBOOK_SLOW_FACTS=1 to wait for that.
 */
import assert from 'node:assert/strict';
import * as wirebook from '../../../../lib/socket/index.ts';

const { AF_INET, Addrinfo, SOCK_STREAM, SOL_TCP, Socket, TCP_SYNCNT, TCP_USER_TIMEOUT } = wirebook;

using silent = new Socket(AF_INET, SOCK_STREAM);
silent.bind(Addrinfo.tcp('127.0.3.9', 0));
silent.listen(0);
using filler = new Socket(AF_INET, SOCK_STREAM);
await filler.connect(silent.localAddress);

async function giveUp(
  option: typeof TCP_SYNCNT | typeof TCP_USER_TIMEOUT | undefined,
  value: number,
) {
  using client = new Socket(AF_INET, SOCK_STREAM);
  if (option !== undefined) client.setsockopt(SOL_TCP, option, value);
  const begin = performance.now();
  let repeats = 0;
  const watch = setInterval(() => {
    if (client.tcpInfo().state === 'SYN_SENT') repeats = client.tcpInfo().totalRetransmits;
  }, 50);
  await assert.rejects(client.connect(silent.localAddress), { code: 'ETIMEDOUT' });
  clearInterval(watch);
  return { repeats, seconds: (performance.now() - begin) / 1000 };
}

const runs = [giveUp(TCP_SYNCNT, 1), giveUp(TCP_SYNCNT, 2), giveUp(TCP_USER_TIMEOUT, 500)] as const;
const [one, two, limit] = await Promise.all(runs);
assert.equal(one.repeats, 2);
assert.ok(one.seconds > 2.9 && one.seconds < two.seconds);
assert.equal(two.repeats, 5);
assert.ok(two.seconds > 6.9);
assert.ok(limit.seconds > 0.9 && limit.seconds < one.seconds);

if (process.env.WIREBOOK_SLOW_FACTS === '1') {
  const whole = await giveUp(undefined, 0);
  assert.equal(whole.repeats, 10);
  assert.ok(whole.seconds > 130);
}
