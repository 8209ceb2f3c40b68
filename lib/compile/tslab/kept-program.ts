/** One program and one type checker for many cells. */

import ts from 'typescript';
import { cellFiles } from './cell-files.ts';
import { bind, isStandalone, parseInPlaceOf, type StandaloneFile } from './standalone-file.ts';

/** A program is given up after this many characters: its checker forgets nothing that it saw. */
const limit = 1 << 19;

/** A cell, and what the cells before it declared. */
interface Pair<T> {
  readonly cell: T;
  readonly declarations: T;
}

type Resolution = ts.ResolvedModuleWithFailedLookupLocations | undefined;

/** Names of stock TypeScript that its declaration file leaves out. */
interface Program extends ts.Program {
  getResolvedModule(file: ts.SourceFile, name: string, mode: ts.ResolutionMode): Resolution;
  getResolvedModuleFromModuleSpecifier(
    specifier: ts.StringLiteralLike,
    file: ts.SourceFile,
  ): Resolution;
  /** The reasons why a file, by its path, is in the program. */
  getFileIncludeReasons(): { readonly get: (path: string) => readonly object[] | undefined };
  getModeForUsageLocation(file: ts.SourceFile, usage: ts.StringLiteralLike): ts.ResolutionMode;
  getTypeChecker(): ts.TypeChecker & {
    getDiagnostics(file: ts.SourceFile): readonly ts.Diagnostic[];
  };
}

/** Names of stock TypeScript that its declaration file leaves out. */
const internals = ts as unknown as { readonly FileIncludeKind: { readonly Import: number } };

/**
 * Checks cells in the program that was made for an earlier one.
 *
 * A new program and a new type checker cost more than all the rest of a cell, and are not needed: no
 * other file sees a cell or what was declared before it, so the checker can go on to the next ones,
 * and knows the types of Node already. It answers only for what has no fault. Faults, and what
 * reaches beyond the cell, are left to a program of their own.
 */
export class KeptProgram {
  readonly #program: Program;
  /** The files that the program was made with. */
  readonly #first: Pair<StandaloneFile>;
  /** The files that stand in their place. */
  #guests: Pair<StandaloneFile> | undefined;
  #length = 0;
  #hasMissed = false;

  /** Keeps a program that found no fault in its cell; `undefined` if it is not fit for others. */
  static of(program: ts.Program): KeptProgram | undefined {
    // A program has put into them all that it adds to a file.
    const cell = program.getSourceFile(cellFiles.cell) as StandaloneFile | undefined;
    const declarations = program.getSourceFile(cellFiles.declarations) as typeof cell;
    if (cell === undefined || declarations === undefined) return undefined;
    if (!isStandalone(cell) || !isStandalone(declarations)) return undefined;
    return new KeptProgram(program as Program, { cell, declarations });
  }

  private constructor(program: Program, first: Pair<StandaloneFile>) {
    this.#program = program;
    this.#first = first;
    this.#receiveGuests();
  }

  /**
   * Puts a cell into the program, to stay there until {@link release}.
   *
   * @returns the program, or `undefined` if another one must tell what there is to be said of the
   *   cell; this one is of no use any more
   */
  check(texts: Pair<string>): ts.Program | undefined {
    this.#length += texts.cell.length + texts.declarations.length;
    if (this.#length > limit) return undefined;
    const cell = parseInPlaceOf(this.#first.cell, texts.cell);
    const declarations = parseInPlaceOf(this.#first.declarations, texts.declarations);
    if (!isStandalone(cell) || !isStandalone(declarations)) return undefined;
    this.#guests = { cell, declarations };
    if (this.#isFaultless(this.#guests)) return this.#program;
    this.release();
    return undefined;
  }

  /**
   * Takes the cell out of the program.
   *
   * @returns whether the program knew all that was imported
   */
  release(): boolean {
    this.#guests = undefined;
    return !this.#hasMissed;
  }

  #isFaultless({ cell, declarations }: Pair<StandaloneFile>): boolean {
    const options = this.#program.getCompilerOptions();
    bind(declarations, options);
    bind(cell, options);
    // There the names are looked for that a cell does not declare itself.
    cell.parent = declarations;
    return (
      cell.parseDiagnostics.length === 0 &&
      cell.bindDiagnostics.length === 0 &&
      this.#program.getTypeChecker().getDiagnostics(cell).length === 0 &&
      !this.#hasMissed
    );
  }

  /** Makes the program, and its checker that asks it, see its guests while there are some. */
  #receiveGuests(): void {
    const program = this.#program;
    const { cell, declarations } = this.#first;
    const { getFileIncludeReasons, getResolvedModule, getSourceFile, getSourceFiles } = program;
    const isGuest = (file: ts.SourceFile) =>
      file === this.#guests?.cell || file === this.#guests?.declarations;
    const standIn = (file: ts.SourceFile | undefined) => {
      if (file === cell) return this.#guests?.cell;
      return file === declarations ? this.#guests?.declarations : undefined;
    };
    const resolve: Program['getResolvedModule'] = (file, ...names) =>
      isGuest(file)
        ? (getResolvedModule(cell, ...names) ?? getResolvedModule(declarations, ...names))
        : getResolvedModule(file, ...names);
    Object.assign(program, {
      getSourceFile: (name) => {
        const file = getSourceFile(name);
        return standIn(file) ?? file;
      },
      getSourceFiles: () => getSourceFiles().map((file) => standIn(file) ?? file),
      getResolvedModule: (file, name, mode) => {
        // The emitter also asks for names that no import brought in: no program knows those.
        const imported = resolve(file, name, ts.ModuleKind.ESNext);
        if (isGuest(file) && imported?.resolvedModule === undefined) this.#hasMissed = true;
        return resolve(file, name, mode);
      },
      getResolvedModuleFromModuleSpecifier: (specifier, file) =>
        resolve(file, specifier.text, program.getModeForUsageLocation(file, specifier)),
      getFileIncludeReasons: () => {
        const reasons = getFileIncludeReasons();
        return {
          get: (path) => [...(reasons.get(path) ?? []), ...this.#importsFrom(path)],
        };
      },
    } satisfies Partial<Program>);
  }

  /** The imports of the cell by which a file is in the program: it is named as they name it. */
  #importsFrom(path: string): readonly object[] {
    const { cell } = this.#guests ?? {};
    if (cell === undefined) return [];
    return cell.imports.flatMap((specifier, index) => {
      const { resolvedModule } =
        this.#program.getResolvedModuleFromModuleSpecifier(specifier, cell) ?? {};
      const file = this.#program.getSourceFile(resolvedModule?.resolvedFileName ?? '');
      const isFrom = (file as StandaloneFile | undefined)?.path === path;
      return isFrom ? [{ kind: internals.FileIncludeKind.Import, file: cell.path, index }] : [];
    });
  }
}
