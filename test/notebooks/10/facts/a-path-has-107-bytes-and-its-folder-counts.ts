/** A path of 107 bytes can be bound, a longer one not; a folder that may not be searched hides a server. */

import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { UnixServer, UnixSocket, withoutPrivileges } from '../../../../lib/socket/index.ts';

const folder = mkdtempSync('/tmp/facts-');
try {
  const longest = `${folder}/`.padEnd(107, 'x');
  new UnixServer({ path: longest }).close();
  assert.throws(() => new UnixServer({ path: `${longest}x` }), /at most 107 bytes/);

  // The umask decides which permissions bind leaves.
  for (const [mask, mode] of [
    [0o022, 0o755],
    [0o077, 0o700],
  ] as const) {
    const path = `${folder}/${mask}`;
    const before = process.umask(mask);
    new UnixServer({ path }).close();
    process.umask(before);
    assert.equal(statSync(path).mode & 0o777, mode);
  }

  mkdirSync(`${folder}/closed`);
  const path = `${folder}/closed/server`;
  using server = new UnixServer({ path });
  chmodSync(path, 0o777);
  const code = () =>
    withoutPrivileges(() => UnixSocket.connect({ path })).then(
      (socket) => socket.close(),
      (error) => error.code,
    );
  chmodSync(`${folder}/closed`, 0o600);
  assert.equal(await code(), 'EACCES');
  chmodSync(`${folder}/closed`, 0o100);
  assert.equal(await code(), undefined);
  chmodSync(`${folder}/closed`, 0o700);
  server.close();
} finally {
  rmSync(folder, { recursive: true });
}
