/**
 * Checks and runs every `@example` of the documentation. `expression; // => value` states what it
 * gives. Each example is a module of its own, as a reader would write it.
 */

import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import ts from 'typescript';
import * as wirebook from '../../lib/index.ts';

const folder = new URL('../../lib/socket/', import.meta.url);

interface Example {
  readonly title: string;
  /** A path that the compiler takes for a file's. */
  readonly path: string;
  readonly code: string;
}

/** The examples of one file, named after the line of code that their comment stands above. */
function examplesOf(file: string): Example[] {
  const text = readFileSync(new URL(file, folder), 'utf8');
  return Array.from(
    text.matchAll(/\/\*\*(.*?)\*\/\n([^\n]*)/gs),
    ([, comment = '', line = ''], i) => {
      const [, block] = comment.split('@example');
      if (block === undefined) return [];
      const code = withAssertions(block.replace(/^ *\* ?/gm, '').trim());
      const path = join(import.meta.dirname, `example-${i}-${basename(file)}`);
      return { title: `${file}: ${line.trim()}`, path, code };
    },
  ).flat();
}

/** Turns `expression; // => value` into an assertion. */
function withAssertions(code: string): string {
  return code.replace(
    /^(.*); \/\/ => (.*)$/gm,
    (_, expression: string, value: string) => `expect(${expression}).to.deep.equal(${value});`,
  );
}

const names = Object.keys(wirebook);

function asModule({ code }: Example): string {
  const used = names.filter((name) => new RegExp(`\\b${name}\\b`).test(code));
  return `import { basename } from 'node:path';
import { expect } from 'chai';
    import { ${used.join(', ')} } from 'wirebook';
    ${code}`;
}

/** What the compiler says against the examples, by the path of each. */
function complaints(examples: readonly Example[]): Map<string, string> {
  const options: ts.CompilerOptions = {
    strict: true,
    noUncheckedIndexedAccess: true,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ['node'],
    skipLibCheck: true,
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const texts = new Map(examples.map((example) => [example.path, asModule(example)]));
  const { fileExists, getSourceFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.getSourceFile = (path, language, ...rest) => {
    const text = texts.get(path);
    if (text === undefined) return getSourceFile(path, language, ...rest);
    return ts.createSourceFile(path, text, language);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  const found = ts.getPreEmitDiagnostics(program);
  return new Map(
    found.map(({ file, messageText }) => [
      file?.fileName ?? '',
      ts.flattenDiagnosticMessageText(messageText, '\n'),
    ]),
  );
}

describe('the examples of the documentation', () => {
  const AsyncFunction = (async () => {}).constructor as new (
    ...args: string[]
  ) => (...values: unknown[]) => Promise<void>;

  const examples = globSync('**/*.ts', { cwd: folder, exclude: ['dist/**'] }).flatMap(examplesOf);
  let errors: ReadonlyMap<string, string>;

  before(function () {
    this.timeout(120_000);
    errors = complaints(examples);
    expect(errors.get('')).to.equal(undefined);
  });

  for (const { title, path, code } of examples) {
    it(title, async () => {
      expect(errors.get(path)).to.equal(undefined);
      const { outputText } = ts.transpileModule(`'use strict';\n${code}`, {
        compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext },
      });
      const run = new AsyncFunction('expect', ...names, outputText);
      await run(expect, ...Object.values(wirebook));
    });
  }
});
