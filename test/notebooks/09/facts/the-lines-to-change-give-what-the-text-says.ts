import { deepEqual, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { withLink } from '../two-hosts.ts';

/** The functions that the lesson's own cells declare. */
const { cells } = JSON.parse(readFileSync('notebooks/09-udp.ipynb', 'utf8'));
const sources = ['reliable-send', 'reliable-receive'].map((id) =>
  cells.find((cell: { id: string }) => cell.id === id).source.join(''),
);
const { sendSurely, receiveSurely } = new Function(
  `${stripTypeScriptTypes(sources.join('\n'))}; return { sendSurely, receiveSurely };`,
)();

for (const conditions of [
  { seed: 339, delay: 5, loss: 0.4 },
  { seed: 10, delay: 5, loss: 0.2 },
  { seed: 9, delay: 125 }, // 250 ms there and back: more than the sender waits
  { seed: 9, delay: 5, duplicate: 0.5 },
]) {
  await withLink(conditions, async ({ near, far }) => {
    const taken: string[] = [];
    void receiveSurely(far, (data: string) => taken.push(data));
    const pieces = Array.from({ length: 6 }, (_, at) => `piece ${at}`);
    let sends = 0;
    for (const [at, piece] of pieces.entries()) sends += await sendSurely(near, at, piece);
    deepEqual(taken, pieces);
    if (conditions.loss !== undefined || conditions.delay === 125) ok(sends > pieces.length);
  });
}
