import { join } from 'node:path';
import { expect } from 'chai';
import ts from 'typescript';
import { courseRoot } from '../../../lib/base/paths.ts';
import { InProcessCompiler } from '../../../lib/compile/in-process.ts';
import { cellOptions } from '../../../lib/compile/tslab/cell-options.ts';
import { LibraryFile } from '../../../lib/compile/tslab/library-file.ts';

/** The program of a cell in memory, with TypeScript's library as cells have it. */
function programOf(code: string): ts.Program {
  const cell = join(courseRoot, 'cell.ts');
  const library = new LibraryFile();
  const host = ts.createCompilerHost(cellOptions);
  const { readFile } = host;
  host.readFile = (path) => (path === cell ? code : (library.read(path) ?? readFile(path)));
  return ts.createProgram([cell], cellOptions, host);
}

describe('the program of a cell', () => {
  const program = programOf("import 'wirebook';");
  const files = program.getSourceFiles().map(({ fileName }) => fileName);

  it('with the course has no types of what draws charts', () => {
    expect(files.some((file) => file.endsWith('lib/dist/lab/chart/plot.d.ts'))).to.equal(true);
    expect(files.filter((file) => file.includes('vega'))).to.deep.equal([]);
  });

  it('has a library in one file that lacks nothing', () => {
    expect(program.getGlobalDiagnostics()).to.deep.equal([]);
    const stock = globalsOf(
      ts.createProgram([join(courseRoot, 'lib', 'base', 'paths.ts')], cellOptions),
    );
    expect(stock).to.include.members(['Array', 'AsyncDisposableStack', 'Temporal']);
    expect(globalsOf(program)).to.include.members(stock);
  });

  it('is no other one where several compilers are at work in a process', () => {
    const other = new InProcessCompiler();
    const others = declarationsOf(other, "const port = 'none';");
    other.compile({ code: 'port.length', declarations: others });
    const compiler = new InProcessCompiler();
    const declarations = declarationsOf(compiler, 'const port: number = 4481;');
    expect(declarations).to.equal('declare const port: number;\n');
    expect(declarationsOf(compiler, 'const next = port + 1;', declarations)).to.include(
      'next: number',
    );
  });
});

function declarationsOf(compiler: InProcessCompiler, code: string, declarations = ''): string {
  const compiled = compiler.compile({ code, declarations });
  if ('faults' in compiled) throw new Error(compiled.faults[0]?.message);
  return compiled.declarations;
}

function globalsOf(program: ts.Program): readonly string[] {
  const nowhere = ts.createSourceFile('nowhere.ts', '', ts.ScriptTarget.ESNext);
  const symbols = program.getTypeChecker().getSymbolsInScope(nowhere, ts.SymbolFlags.All);
  return symbols.map(({ name }) => name);
}
