import { type CompiledCell, lastValueName } from '../compile/interface.ts';

/** Assign to the variables of a cell, which its functions see. */
export type Setters = Readonly<Record<string, (value: unknown) => void>>;

/** The names of all cells, and which run of a cell each belongs to. */
export class SharedNames {
  readonly values: Record<string, unknown> = Object.create(null);
  readonly owners = new Map<string, CellRun>();
  runs = 0;
}

/**
 * One run of a cell: what it declares, as far as it got.
 *
 * A name belongs to the run that assigned it last as its own. A run that was overtaken by another
 * one goes on with its own variables, and no longer changes what other cells see.
 */
export class CellRun {
  /** The value of the last expression. */
  last: unknown;
  readonly #shared: SharedNames;
  readonly #order: number;
  readonly #own: ReadonlySet<string>;
  readonly #unset: readonly string[];
  /** Names with a declaration that the run has not reached so far. */
  readonly #ahead = new Set<string>();
  #setters: Setters = {};
  #hasBegun = false;
  #hasEnded = false;

  constructor({ names, unset }: CompiledCell, shared: SharedNames) {
    shared.runs += 1;
    this.#shared = shared;
    this.#order = shared.runs;
    this.#own = new Set(names);
    this.#unset = unset;
  }

  /** Called by the cell's code before anything else. */
  begin(setters: Setters): void {
    this.#hasBegun = true;
    this.#setters = setters;
    for (const name of this.#unset) this.#assign(name, undefined);
  }

  /**
   * Ends the run: what it did not reach is not declared any more.
   *
   * @returns the names it declared: all of them, unless it failed
   */
  end({ hasFailed }: { readonly hasFailed: boolean }): ReadonlySet<string> {
    if (!this.#hasBegun) return new Set();
    // A cell that ended well passed every declaration, or jumped over a `var` in a branch.
    if (!hasFailed) for (const name of this.#ahead) this.#assign(name, undefined);
    this.#hasEnded = true;
    return new Set(
      [...this.#own].filter((name) => !this.#ahead.has(name) && !this.#isOvertaken(name)),
    );
  }

  /** The `exports` of the cell's code. */
  readonly exports: object = new Proxy(
    {},
    {
      get: (_, name) => this.#shared.values[String(name)],
      set: (_, name, value) => this.#set(String(name), value),
      // TypeScript defines what a cell imports as getters; as values they can be declared again.
      defineProperty: (_, name, { get, value }) =>
        name === '__esModule' || this.#set(String(name), get ? get() : value),
    },
  );

  #set(name: string, value: unknown): true {
    if (name === lastValueName) this.last = value;
    else if (!this.#own.has(name)) {
      this.#shared.owners.get(name)?.receive(name, value);
      this.#shared.values[name] = value;
    } else if (value === undefined && !this.#ahead.has(name) && !this.#isOwner(name)) {
      // TypeScript sets all names to undefined before the code of the cell begins.
      this.#ahead.add(name);
    } else this.#assign(name, value);
    return true;
  }

  /** Takes a value that another cell assigned to a variable of this one. */
  receive(name: string, value: unknown): void {
    try {
      this.#setters[name]?.(value);
    } catch (error) {
      // The cell failed above the declaration: its own functions cannot see the variable either.
      if (!(error instanceof ReferenceError)) throw error;
    }
  }

  #assign(name: string, value: unknown): void {
    if (!this.#isOwner(name)) {
      if (this.#hasEnded || this.#isOvertaken(name)) return;
      this.#shared.owners.set(name, this);
      this.#ahead.delete(name);
    }
    this.#shared.values[name] = value;
  }

  #isOwner(name: string): boolean {
    return this.#shared.owners.get(name) === this;
  }

  #isOvertaken(name: string): boolean {
    const owner = this.#shared.owners.get(name);
    return owner !== undefined && owner.#order > this.#order;
  }
}
