/**
 * tslab's converter on the course's own TypeScript.
 *
 * tslab is written against a fork of TypeScript 5.0. This file alone knows the names that only the
 * fork has: it puts a shim over stock TypeScript into the module cache, where tslab looks for its
 * fork, and loads the converter afterwards. Nothing in node_modules is changed.
 */

import { join } from 'node:path';
import type { Converter, ConvertResult } from 'tslab/dist/converter.js';
import type { CodeMetadata } from 'tslab/dist/metadata.js';
import ts from 'typescript';
import { courseRoot } from '../paths.ts';
import { CellConversion } from './cell-conversion.ts';
import { cellGlobals } from './cell-globals.ts';
import type { CellSource } from './cell-source.ts';
import { parsingMode } from './documentation.ts';
import { withOwnEmit } from './emit.ts';
import { FileChanges } from './file-changes.ts';
import { LibraryFile, libraryName } from './library-file.ts';
import { quickInfoAt } from './quick-info.ts';
import { isRepeatable } from './repeatable.ts';
import { SkippedUpdates } from './skipped-updates.ts';
import { requireWithFork } from './tslab-modules.ts';

/** tslab's converter, and what the shim can tell and do beside it. */
export interface Tslab extends Pick<Converter, 'addModule' | 'complete' | 'inspect'> {
  /** What a cell says of itself in a comment, such as `@module name`. */
  readonly metadataOf: (code: string) => CodeMetadata;
  /** Converts a cell, given what the cells before it declared. */
  convert(declarations: string, cell: CellSource): ConvertResult;
  /** The source map of the cell converted last. */
  lastMap(): string;
  /** Whether the cell converted last would be converted to the same again. */
  isLastRepeatable(): boolean;
  /** Tells the compiler which of the files it read have changed since. */
  noticeFileChanges(): void;
}

/** The options every cell is compiled with, by the kernel and by the lint of notebooks. */
export const cellOptions: Readonly<ts.CompilerOptions> = {
  strict: true,
  target: ts.ScriptTarget.ESNext,
  lib: [libraryName],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: ['node'],
  typeRoots: [join(courseRoot, 'node_modules', '@types')],
  inlineSourceMap: true,
  rewriteRelativeImportExtensions: true,
};

/** Declares what cells find in the global scope beside Node's own; in memory alone. */
const globalsFile = join(courseRoot, '__globals__.d.ts');

/** Names of stock TypeScript that its declaration file leaves out. */
const internals = ts as unknown as {
  readonly nullTransformationContext: unknown;
  readonly Completions: Record<string, (...args: readonly unknown[]) => unknown>;
};

/** Loads tslab's converter with stock TypeScript in the place of the fork, and creates one. */
export function loadTslab(): Tslab {
  const fileChanges = new FileChanges();
  const skippedUpdates = new SkippedUpdates();
  const library = new LibraryFile();
  let lastMap = '';
  let isLastRepeatable = false;

  const sys: ts.System = Object.assign(Object.create(ts.sys) as ts.System, {
    getCurrentDirectory: () => courseRoot,
    // The compiler asks for a watcher of every file it reads. A few `stat` calls before each cell
    // are cheaper than hundreds of watchers, and leave no descriptor open.
    watchFile: (path: string, changed: ts.FileWatcherCallback) => fileChanges.watch(path, changed),
    watchDirectory: () => ({ close() {} }),
    fileExists: (path: string) => path === globalsFile || ts.sys.fileExists(path),
    readFile: (path: string, encoding?: string) =>
      path === globalsFile ? cellGlobals : (library.read(path) ?? ts.sys.readFile(path, encoding)),
  });

  /** What the emit has made is CommonJS already. */
  function transpileModule(input: string): Pick<ts.TranspileOutput, 'outputText'> {
    const { source, map } = splitInlineMap(input);
    lastMap = map;
    return { outputText: source };
  }

  function createWatchCompilerHost(
    roots: string[],
    { disableTopLevelAwait: _, noImplicitUseStrict: __, ...options }: ts.CompilerOptions,
    ...[system, , ...reporters]: [ts.System, unknown, ts.DiagnosticReporter, ts.WatchStatusReporter]
  ): ts.WatchCompilerHostOfFilesAndCompilerOptions<ts.BuilderProgram> {
    const host = ts.createWatchCompilerHost(
      [...roots, globalsFile],
      { ...options, ...cellOptions },
      system,
      // The other builders keep track of every file's dependencies, which no cell needs.
      ts.createAbstractBuilder,
      ...reporters,
    );
    host.jsDocParsingMode = parsingMode;
    return host;
  }

  const names = {
    __esModule: true,
    sys,
    transpileModule,
    createWatchCompilerHost,
    createWatchProgram: (
      host: ts.WatchCompilerHostOfFilesAndCompilerOptions<ts.BuilderProgram>,
    ) => {
      const { afterProgramCreate: created } = host;
      host.afterProgramCreate = (builder) => created?.(withOwnEmit(builder));
      const watch = ts.createWatchProgram(skippedUpdates.over(host));
      const updateRootFileNames = (files: string[]) =>
        watch.updateRootFileNames([...files, globalsFile]);
      return { ...watch, updateRootFileNames };
    },
    getPreEmitDiagnosticsOfFiles: (program: ts.Program, files: readonly ts.SourceFile[]) => {
      // Now, while a kept program has this cell in it.
      isLastRepeatable = isRepeatable(program);
      return getPreEmitDiagnosticsOfFiles(program, files);
    },
    getDefaultTypeRoots: () => cellOptions.typeRoots,
    getNullTransformationContext: () => internals.nullTransformationContext,
    getQuickInfoAtPosition: quickInfoAt,
    Completions: {
      ...internals.Completions,
      getCompletionsAtPositionForTslab: internals.Completions.getCompletionsAtPosition,
    },
  };

  const { createConverter, getCodeMetadata } = requireWithFork(Object.setPrototypeOf(names, ts));
  const converter = createConverter();
  const cells = new CellConversion(converter, skippedUpdates);

  return {
    inspect: converter.inspect,
    complete: converter.complete,
    addModule: (...module) => {
      cells.forget();
      return converter.addModule(...module);
    },
    // It is said in comments that look like documentation; there it takes a scanner to find them.
    metadataOf: (code) => (code.includes('/**') ? getCodeMetadata(code) : {}),
    convert: (declarations, cell) => cells.convert(declarations, cell),
    lastMap: () => lastMap,
    isLastRepeatable: () => isLastRepeatable,
    noticeFileChanges: () => {
      if (fileChanges.notice()) cells.forget();
    },
  };
}

/**
 * Leaves out what only an author of declaration files must mend, such as a type that cannot be
 * named: a cell is no library.
 */
function getPreEmitDiagnosticsOfFiles(
  program: ts.Program,
  files: readonly ts.SourceFile[],
): readonly ts.Diagnostic[] {
  return ts.sortAndDeduplicateDiagnostics(
    files.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ]),
  );
}

function splitInlineMap(text: string): { readonly source: string; readonly map: string } {
  const marker = '\n//# sourceMappingURL=data:application/json;base64,';
  const at = text.lastIndexOf(marker);
  if (at < 0) return { source: text, map: '' };
  return {
    source: text.slice(0, at + 1),
    map: Buffer.from(text.slice(at + marker.length), 'base64').toString(),
  };
}
