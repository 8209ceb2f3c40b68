import { equal } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

const program = `
  import net from 'node:net';
  import { once } from 'node:events';
  import { setTimeout as delay } from 'node:timers/promises';
  async function make(closed) {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    if (closed) await once(server.close(), 'close');
    return new WeakRef(server);
  }
  const listening = await make(false);
  const closed = await make(true);
  for (let turn = 0; turn < 5; turn++) { await delay(20); gc(); }
  console.log(listening.deref() !== undefined, closed.deref() !== undefined);
  process.exit();`;
const { stdout } = spawnSync(
  process.execPath,
  ['--expose-gc', '--input-type=module', '-e', program],
  { encoding: 'utf8' },
);
equal(stdout.trim(), 'true false');
