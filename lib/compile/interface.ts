/** The interface of every compiler of cells, apart from the compilers: few processes load one. */

/** What holds the names of all cells in the JavaScript of each. */
export const scopeName = '$scope';

/** The name of `import.meta` in the CommonJS that cells become. */
export const importMetaName = '$importMeta';

/** A second name of `require`, for the imports of a cell that declares one of its own. */
export const requireName = '$require';

/** A cell to be compiled. */
export interface CellSource {
  readonly code: string;
  /** The names that the cells before it declared, of the last of them that ran. */
  readonly declarations: string;
  /** The notebook's folder, where its imports begin; the course's own where none is told. */
  readonly folder?: string | undefined;
}

/** Reads a name of a cell, and assigns to it where it is a variable. */
export type Binding = readonly [
  name: string,
  get: () => unknown,
  set?: ((value: unknown) => void) | undefined,
];

/** A cell that may run. */
export interface CompiledCell {
  /** The names declared at the top of the cell. */
  readonly names: readonly string[];
  /** Those of them that are declared without a value, and so are `undefined` from the start. */
  readonly unset: readonly string[];
  /** True if the cell awaits at its top level, and so runs asynchronously. */
  readonly isAsync: boolean;
  /**
   * The body of a function with two arguments: the first is called before all else with a
   * {@link Binding} for each name that has a value, the second with the value of the last expression.
   */
  readonly javascript: string;
  /** The source map from the cell to the JavaScript. */
  readonly map: string;
  /** The files that the cell imports, as CommonJS, by path. */
  readonly modules: readonly { readonly path: string; readonly data: string }[];
  /** Declares the names of this cell and of those before it for later cells. */
  readonly declarations: string;
  /** True if it would be the same again, until packages or the library change. */
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
  readonly file?: string | undefined;
}

/** A cell that TypeScript refuses. */
export interface RefusedCell {
  readonly faults: readonly TypeFault[];
}

/** The outcome of compiling a cell. */
export type Compiled = CompiledCell | RefusedCell;

/** A value, or a promise of it. */
export type Awaitable<T> = T | Promise<T>;

/** Turns the TypeScript of a cell into JavaScript. */
export interface CellCompiler {
  compile(cell: CellSource): Awaitable<Compiled>;
}

/** Names that may stand at a position. */
export interface Completions {
  readonly start: number;
  readonly end: number;
  readonly names: readonly string[];
}

/** A cell could be run as it stands, still lacks its end, or can never be right. */
export type Completeness =
  | { readonly status: 'complete' | 'invalid' }
  | { readonly status: 'incomplete'; readonly indent: string };

/** The names that a run of a cell declared, which may be fewer than its cell has. */
export interface AddedDeclarations {
  readonly names: readonly string[];
  /** The declarations of its cell. */
  readonly from: string;
}

/** Answers questions about the source and the names of cells, as an editor asks them. */
export interface LanguageService {
  /** The names that may stand at an offset of a cell. */
  complete(cell: CellSource, offset: number): Awaitable<Completions>;
  /** Type and documentation of the name at an offset of a cell. */
  inspect(cell: CellSource, offset: number): Awaitable<string | undefined>;
  completeness(code: string): Awaitable<Completeness>;
  /** Puts the declarations of a run in the place of earlier ones of the same names. */
  redeclare(declarations: string, added: AddedDeclarations): Awaitable<string>;
}
