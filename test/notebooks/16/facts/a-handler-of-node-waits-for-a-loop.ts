import { deepEqual } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';

// The child loops until a file exists. The signal comes while it loops, and the file after the signal.
const folder = mkdtempSync('/tmp/wirebook-fact-');
const program = `
import { existsSync } from 'node:fs';
setTimeout(() => {}, 20_000);
process.on('SIGTERM', (signal) => {
  console.log(signal);
  process.exit();
});
console.log('looping');
while (!existsSync('${folder}/flag')) {}
console.log('looped');`;
const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
const said: string[] = [];
child.stdout.on('data', (text) => said.push(...String(text).trim().split('\n')));
await once(child.stdout, 'data');
child.kill('SIGTERM');
writeFileSync(`${folder}/flag`, '');
await once(child, 'close');
rmSync(folder, { recursive: true });
deepEqual(said, ['looping', 'looped', 'SIGTERM']);
