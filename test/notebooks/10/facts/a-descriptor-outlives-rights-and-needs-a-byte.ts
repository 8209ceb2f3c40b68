/** What the text says of descriptors that travel: rights, bytes, and the end of a connection. */

import assert from 'node:assert/strict';
import {
  chmodSync,
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {
  AncillaryData,
  closeDescriptor,
  Socket,
  UnixSocket,
  withoutPrivileges,
} from '../../../../lib/socket/index.ts';

const folder = mkdtempSync('/tmp/facts-');
const [left, right] = UnixSocket.pair();
try {
  const path = `${folder}/secret`;
  writeFileSync(path, 'secret');
  const file = openSync(path, 'r');
  chmodSync(path, 0);
  assert.throws(() => withoutPrivileges(() => openSync(path, 'r')), { code: 'EACCES' });
  await left.sendDescriptors('x', [file]);
  closeSync(file);
  const { descriptors } = await right.receiveDescriptors();
  const [received = -1] = descriptors;
  assert.equal(
    withoutPrivileges(() => readFileSync(received, 'utf8')),
    'secret',
  );

  // Over a stream, descriptors without a byte do not arrive.
  await left.sendMessage('', { control: [AncillaryData.rights(received)] }).catch(() => 0);
  await assert.rejects(right.recvMessage({ timeout: 50 }), { code: 'ETIMEDOUT' });
  closeDescriptor(received);

  // A connection ends when its last descriptor is closed.
  const [client, connection] = Socket.pair();
  await left.sendDescriptors('x', [connection]);
  const passed = await right.receiveDescriptors();
  using worker = UnixSocket.fromFd(passed.descriptors[0] ?? -1);
  worker.close();
  await assert.rejects(client.recv(1, { timeout: 50 }), { code: 'ETIMEDOUT' });
  connection.close();
  assert.equal((await client.recv(1)).length, 0);
  client.close();
} finally {
  left.close();
  right.close();
  rmSync(folder, { recursive: true });
}
