/**
 * Lesson 02, listen and the limit: Node's own listening server keeps its program alive, and Node
 * raises its soft limit of descriptors to the hard one.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';

const program = "require('node:net').createServer().listen(0, '127.0.2.9')";
const { error } = spawnSync(process.execPath, ['-e', program], { timeout: 1500 });
assert.equal((error as NodeJS.ErrnoException).code, 'ETIMEDOUT');

const limits = "console.log(require('node:fs').readFileSync('/proc/self/limits', 'utf8'))";
const shell = 'ulimit -Sn 1024; exec "$0" -e "$1"';
const output = execFileSync('/bin/sh', ['-c', shell, process.execPath, limits], {
  encoding: 'utf8',
});
const [, soft, hard] = /Max open files\s+(\d+)\s+(\d+)/.exec(output) ?? [];
assert.equal(soft, hard);
assert.ok(Number(hard) > 1024);
