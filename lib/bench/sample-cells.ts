/**
 * Cells of the sort that lessons have, each with a value; `#` is another number in each, and in each
 * run: no kernel has seen such a cell before.
 */

export interface SampleCells {
  /** The same in each run: a kernel that remembers cells knows it. */
  readonly known: string;
  /** Like the known one, and new. */
  readonly unknown: string;
  readonly cells: readonly string[];
  /** Leaves a server open. */
  readonly server: string;
}

export const typescriptCells: SampleCells = {
  known: "'first'",
  unknown: "'first #'",
  cells: [
    'const n# = #; n# + 1',
    'function double#(x: number): number { return x * 2; } double#(#)',
    "const text# = ['a', 'b'].map((s) => s.toUpperCase()).join('-'); text#",
    'interface Point# { x: number; y: number } const p#: Point# = { x: #, y: 1 }; p#.x',
    'await new Promise((resolve) => setImmediate(resolve)); #',
  ],
  server: `import { createServer } from 'node:net';
const server = createServer(() => {});
server.listen(0, '127.0.0.1');
1`,
};

/** The same in Python. */
export const pythonCells: SampleCells = {
  known: "'first'",
  unknown: "'first #'",
  cells: [
    'n# = #\nn# + 1',
    'def double#(x: int) -> int:\n    return x * 2\ndouble#(#)',
    "text# = '-'.join(s.upper() for s in ['a', 'b'])\ntext#",
    'from dataclasses import dataclass\n@dataclass\nclass Point#:\n    x: int\n    y: int\np# = Point#(#, 1)\np#.x',
    'import asyncio\nawait asyncio.sleep(0)\n#',
  ],
  server: `import socket
server = socket.create_server(('127.0.0.1', 0))
1`,
};
