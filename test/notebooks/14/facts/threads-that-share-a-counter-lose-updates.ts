import { ok } from 'node:assert/strict';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

const rounds = 2_000_000;
const work = `
  const { workerData } = require('node:worker_threads');
  const counter = new Int32Array(workerData);
  Atomics.add(counter, 1, 1);
  while (Atomics.load(counter, 1) < 2);
  for (let round = 0; round < ${rounds}; round += 1) counter[0] = counter[0] + 1;
`;

if (availableParallelism() < 2) {
  console.log('skipped: this machine runs one thread at a time');
} else {
  let lost = 0;
  for (let attempt = 0; attempt < 10 && lost === 0; attempt += 1) {
    const memory = new SharedArrayBuffer(8);
    const workers = [1, 2].map(() => new Worker(work, { eval: true, workerData: memory }));
    await Promise.all(workers.map((worker) => once(worker, 'exit')));
    lost = 2 * rounds - (new Int32Array(memory)[0] ?? 0);
  }
  ok(lost > 0);
}
