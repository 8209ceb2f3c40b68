import { deepEqual } from 'node:assert/strict';

const holding: number[] = [];
for (let point = 0; point <= 0x10ffff; point += 1) {
  if (Buffer.from(String.fromCodePoint(point)).includes(0x0a)) holding.push(point);
}
deepEqual(holding, [0x0a]);
