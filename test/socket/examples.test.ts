/** Runs every `@example` of the documentation. `expression; // => value` states what it gives. */

import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import * as wirebook from '../../lib/index.ts';

const folder = new URL('../../lib/socket/', import.meta.url);

interface Example {
  readonly title: string;
  readonly code: string;
}

/** The examples of one file, named after the line of code that their comment stands above. */
function examplesOf(file: string): Example[] {
  const text = readFileSync(new URL(file, folder), 'utf8');
  return Array.from(text.matchAll(/\/\*\*(.*?)\*\/\n([^\n]*)/gs), ([, comment = '', line = '']) => {
    const [, block] = comment.split('@example');
    if (block === undefined) return [];
    return { title: `${file}: ${line.trim()}`, code: block.replace(/^ *\* ?/gm, '').trim() };
  }).flat();
}

/** Turns `expression; // => value` into an assertion. */
function withAssertions(code: string): string {
  return code.replace(
    /^(.*); \/\/ => (.*)$/gm,
    (_, expression: string, value: string) => `expect(${expression}).to.deep.equal(${value});`,
  );
}

describe('the examples of the documentation', () => {
  const AsyncFunction = (async () => {}).constructor as new (
    ...args: string[]
  ) => (...values: unknown[]) => Promise<void>;

  const examples = readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .flatMap(examplesOf);

  for (const { title, code } of examples) {
    it(title, async () => {
      const names = Object.keys(wirebook);
      const run = new AsyncFunction('expect', ...names, `'use strict';\n${withAssertions(code)}`);
      await run(expect, ...Object.values(wirebook));
    });
  }
});
