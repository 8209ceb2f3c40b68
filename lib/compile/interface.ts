/** What a compiler of cells takes and gives, apart from the compiler: not every process loads one. */

/** The name under which a cell exports the value of its last expression; no cell can declare it. */
export const lastValueName = '(last)';

/** A cell that may run. */
export interface CompiledCell {
  /** The names declared at the top of the cell. */
  readonly names: readonly string[];
  /** Those of them that a later cell may assign to. */
  readonly variables: readonly string[];
  /** Those of them that are declared without a value, and so are `undefined` from the start. */
  readonly unset: readonly string[];
  /** Whether the cell awaits at its top level, and so runs asynchronously. */
  readonly isAsync: boolean;
  readonly javascript: string;
  /** The source map from the cell to the JavaScript. */
  readonly map: string;
  /** JavaScript of the course's own TypeScript files that the cell imports, by path. */
  readonly modules: readonly { readonly path: string; readonly data: string }[];
  /** Declares what later cells may know of this one and of those before. */
  readonly declarations: string;
  /** Whether it would be the same again, until packages or the library change. */
  readonly isRepeatable: boolean;
}

/** A position in a cell, counted from 1 as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Something the compiler refuses. */
export interface TypeFault {
  readonly code: number;
  readonly message: string;
  readonly start: Position;
  readonly end: Position;
  /** The course's file it is in, where that is not the cell. */
  readonly file: string | undefined;
}

/** Why a cell was not compiled. */
export class TypeFaults extends Error {
  readonly faults: readonly TypeFault[];

  constructor(faults: readonly TypeFault[]) {
    super(faults.map((fault) => fault.message).join('\n'));
    this.name = 'TypeFaults';
    this.faults = faults;
  }
}

/** A name that may stand at a position. */
export interface Completions {
  readonly start: number;
  readonly end: number;
  readonly names: readonly string[];
}

/** Compiles the cells of a notebook, and knows the names in them. */
export interface CellCompiler {
  /**
   * Compiles a cell.
   *
   * @param declarations what the cells before declared, of the last of them that ran
   * @throws {TypeFaults} where TypeScript refuses the cell
   */
  compile(code: string, declarations: string): CompiledCell;
  /** The names that may stand at an offset of a cell. */
  complete(code: string, offset: number, declarations: string): Completions;
  /** Type and documentation of the name at an offset of a cell. */
  inspect(code: string, offset: number, declarations: string): string | undefined;
  /** Puts what a run declared in the place of what earlier cells declared by the same names. */
  declare(declarations: string, added: AddedDeclarations): string;
}

/** What a run of a cell declared. */
export interface AddedDeclarations {
  /** The names it declared, which may be fewer than its cell has. */
  readonly names: readonly string[];
  /** The declarations of its cell. */
  readonly from: string;
}

/** A compiler as a session sees it: it may be in another process, and then takes a moment. */
export type SessionCompiler = {
  readonly [Name in keyof CellCompiler]: (
    ...args: Parameters<CellCompiler[Name]>
  ) => Awaitable<ReturnType<CellCompiler[Name]>>;
};

/** What is there at once, or a moment later. */
export type Awaitable<T> = T | Promise<T>;
