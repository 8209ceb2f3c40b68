import { equal } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// The workers hold the output of their primary open: its end is the end of them all.
const folder = mkdtempSync(join(tmpdir(), 'wirebook-fact-'));
const path = join(folder, 'cluster.mjs');
writeFileSync(
  path,
  `import cluster from 'node:cluster';
if (cluster.isPrimary) {
  let count = 0;
  cluster.on('online', () => ++count === 2 && console.log('ready'));
  cluster.fork();
  cluster.fork();
} else setInterval(() => {}, 1000);`,
);
const child = spawn(process.execPath, [path]);
await once(child.stdout, 'data');
child.kill('SIGKILL');
const [, signal] = await once(child, 'close');
rmSync(folder, { recursive: true });
equal(signal, 'SIGKILL');
