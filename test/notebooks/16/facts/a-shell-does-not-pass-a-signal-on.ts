import { deepEqual, equal } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';

// A second command keeps the shell from replacing itself by the first.
const program =
  "process.on('SIGTERM', () => process.exit()); console.log(process.pid); setInterval(() => {}, 1000);";
const shell = spawn('sh', ['-c', '"$0" -e "$1"; true', process.execPath, program]);
const [said] = await once(shell.stdout, 'data');
const worker = Number(String(said));
const closed = once(shell, 'close');
shell.kill('SIGTERM');
deepEqual(await once(shell, 'exit'), [null, 'SIGTERM']);
equal(process.kill(worker, 0), true);
process.kill(worker, 'SIGTERM');
await closed;
