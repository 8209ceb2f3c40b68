import { deepEqual } from 'node:assert/strict';

const table = new Map([
  ['ann', 0],
  ['ben', 0],
  ['cat', 0],
]);
const visited: string[] = [];
for (const nick of table.keys()) {
  visited.push(nick);
  table.delete('ann');
  table.delete('ben');
}
deepEqual(visited, ['ann', 'cat']);
