import { expect } from 'chai';
import { InProcessCompiler } from '../../../lib/compile/in-process.ts';
import type { CompiledCell } from '../../../lib/compile/interface.ts';

describe('whether a cell would be compiled to the same again', () => {
  let compiler: InProcessCompiler;
  before(() => {
    compiler = new InProcessCompiler();
  });

  function compile(...cells: readonly string[]): CompiledCell {
    let last: CompiledCell | undefined;
    for (const code of cells) {
      const compiled = compiler.compile({ code, declarations: last?.declarations ?? '' });
      if ('faults' in compiled) throw new Error(compiled.faults[0]?.message);
      last = compiled;
    }
    if (last === undefined) throw new Error('there is no cell');
    return last;
  }

  const yes: Readonly<Record<string, readonly string[]>> = {
    'it imports nothing': ['const a = 1; a'],
    'it imports of Node': [
      "import { isIP } from 'node:net'; import { sep } from 'path'; [isIP, sep]",
    ],
    'it imports the library': ["import { Socket } from 'wirebook'; typeof Socket"],
    'it imports when it runs': ["(await import('node:os')).EOL"],
    'only a string looks like an import': ['const text = "import \'./file\'"; text'],
    'a cell before imports of Node': ["import { isIP } from 'node:net';", "isIP('::1')"],
    'only a comment refers to a file': ['/// <reference path="./lib/base/paths.ts" />\n1'],
  };
  for (const [name, cells] of Object.entries(yes)) {
    it(`yes, where ${name}`, () => expect(compile(...cells).isRepeatable).to.equal(true));
  }

  const missing = './not-there-yet';
  const no: Readonly<Record<string, readonly string[]>> = {
    'it imports a file of the course': [
      "import { courseRoot } from './lib/base/paths.ts'; courseRoot",
    ],
    'it imports only a type of one': [
      "import type { WirebookError } from './lib/base/error.ts'; let e: WirebookError | undefined; e",
    ],
    'it names the type of one': ["let p: typeof import('./lib/base/paths.ts') | undefined; p"],
    'it imports one when it runs': ["(await import('./lib/base/paths.ts')).courseRoot"],
    'it imports another package': ["import { expect } from 'chai'; typeof expect"],
    'it imports JSON': ["import { name } from './lib/package.json'; name"],
    'it imports for nothing but the effect': ["import './lib/base/paths.ts';"],
    'it imports what may be written later': [`// @ts-ignore\nimport '${missing}';`],
    'it hides that a file is missing': [`// @ts-ignore\nimport { a } from '${missing}'; a`],
    'it hides that a package is missing': ["// @ts-ignore\nimport { a } from 'not-there-yet'; a"],
    'it hides it where it runs': [`// @ts-ignore\n(await import('${missing}')).a`],
    'it adds to a module that is missing': [
      `// @ts-ignore\ndeclare module '${missing}' { const a: number }\n1`,
    ],
    'a cell before imports a file': [
      "import { courseRoot } from './lib/base/paths.ts';",
      'courseRoot',
    ],
    'a cell before has the type of one in its names': [
      "const paths = await import('./lib/base/paths.ts');",
      'paths.courseRoot',
    ],
    'it is a module for later cells': ['/** @module shapes */\nexport const unit = 1;'],
    'a cell before was such a module': ['/** @module shapes */\nexport const unit = 1;', '1'],
  };
  for (const [name, cells] of Object.entries(no)) {
    it(`no, where ${name}`, () => expect(compile(...cells).isRepeatable).to.equal(false));
  }
});
