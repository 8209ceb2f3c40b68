/**
 * What is run to make the start-up snapshot: creates a compiler and warms it up. A process that is
 * started from the snapshot finds both as they are at the end of this file, within milliseconds.
 *
 * Nothing here may load `node:v8`, `node:crypto` or streams: a built-in module of that sort in a
 * snapshot cannot be loaded a second time, as worker threads need to.
 */

import { TypeFaults } from './compiled-cell.ts';
import { Compiler } from './compiler.ts';
import { type SnapshotContents, snapshotSymbol } from './snapshot-contents.ts';

declare global {
  namespace NodeJS {
    interface Process {
      /** The built-in modules that were loaded. */
      readonly moduleLoadList: readonly string[];
    }
  }
}

/**
 * Cells like those of a lesson. After one with a fault there is a new program: it is to have all files
 * that lessons need, and its checker to know the types that most cells use.
 */
const cells = [
  'const a: number = 1; a',
  'class Point { #x = a; get x(): number { return this.#x; } }\nconst wrong: string = new Point();',
  "import { Socket } from 'wirebook'; import { once } from 'node:events'; Socket",
  "import { createServer } from 'node:net'; const server = createServer((socket) => socket.end());",
  'console.log({ a }); await new Promise((resolve) => setTimeout(resolve, 0)); [a].map(String)',
];

const compiler = new Compiler();
for (let round = 0; round < 3; round += 1) {
  let declarations = '';
  for (const cell of cells) {
    try {
      declarations = compiler.compile(cell, declarations).declarations;
    } catch (error) {
      if (!(error instanceof TypeFaults)) throw error;
    }
  }
}

const contents: SnapshotContents = { compiler };
Object.assign(globalThis, { [snapshotSymbol]: contents });

const unfit = process.moduleLoadList.filter((name) => /(v8|crypto|stream_wrap|tty)$/.test(name));
if (unfit.length > 0) throw new Error(`The snapshot would hold ${unfit.join(', ')}`);
