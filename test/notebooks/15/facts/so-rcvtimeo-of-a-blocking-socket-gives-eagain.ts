import { deepEqual } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

// The system's own answer: a blocking socket, without our library.
const program = `
import errno, socket, struct
listener = socket.create_server(('127.0.15.1', 0))
near = socket.create_connection(listener.getsockname())
far, _ = listener.accept()
near.settimeout(None)
limit = struct.pack('ll', 0, 100_000)
near.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
near.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
try:
    near.recv(1)
except OSError as error:
    print(errno.errorcode[error.errno])
far.sendall(b'late')
print(near.recv(9).decode())
print(0 < near.send(bytes(50_000_000)) < 50_000_000)
try:
    while True:
        near.send(bytes(1_000_000))
except OSError as error:
    print(errno.errorcode[error.errno])
`;
const { stdout, stderr, error } = spawnSync('python3', ['-c', program], { encoding: 'utf8' });
if (error !== undefined) console.log('skipped: needs python3');
else deepEqual(stdout.split('\n'), ['EAGAIN', 'late', 'True', 'EAGAIN', ''], stderr);
