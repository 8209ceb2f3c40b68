/** The names of cells, and the runs that they belong to. */

import type { Binding, CompiledCell } from '../compile/interface.ts';

// Own references: a cell may put anything in the place of a global.
const { create, defineProperty } = Object;
const OutOfReach = ReferenceError;

/** A run's right to a name. */
interface Claim {
  readonly order: number;
  readonly get: () => unknown;
  readonly set: ((value: unknown) => void) | undefined;
  /** Set when the run has ended, and the name has its value: earlier claims are over. */
  isSettled: boolean;
}

/**
 * The names that all cells share: `names` holds each as a property that reads and assigns the variable
 * of the run that it belongs to.
 *
 * A name belongs to the newest run that has reached its declaration. A run that was overtaken by
 * another one goes on with its own variables, and no longer changes what other cells see.
 */
export class SharedNames {
  readonly names: object = create(null);
  /** The claims to each name, the oldest first. */
  readonly #claims = new Map<string, Claim[]>();
  #runs = 0;

  /** The number of a new run. */
  nextOrder(): number {
    this.#runs += 1;
    return this.#runs;
  }

  claim(name: string, claim: Claim): void {
    const claims = this.#claims.get(name) ?? [];
    this.#claims.set(name, claims);
    const at = claims.findIndex(({ order }) => order > claim.order);
    claims.splice(at < 0 ? claims.length : at, 0, claim);
    this.#publish(name, claims);
  }

  /** Ends a claim, in favour of another one where there is one. */
  replace(name: string, claim: Claim, by?: Claim): void {
    const claims = this.#claims.get(name) ?? [];
    const at = claims.indexOf(claim);
    claims.splice(at, 1, ...(by === undefined ? [] : [by]));
    const newest = claims.findLastIndex(({ isSettled }) => isSettled);
    if (newest > 0) claims.splice(0, newest);
    this.#publish(name, claims);
  }

  /** Tells whether a later run than that of `claim` has reached its own declaration of the name. */
  isOvertaken(name: string, claim: Claim): boolean {
    return (
      this.#claims.get(name)?.some((each) => each.order > claim.order && isReached(each)) === true
    );
  }

  #publish(name: string, claims: readonly Claim[]): void {
    const newest = claims.at(-1);
    if (newest === undefined) {
      this.#claims.delete(name);
      Reflect.deleteProperty(this.names, name);
      return;
    }
    const reached = () => claims.findLast(isReached);
    const { get, set } = newest.isSettled
      ? newest
      : { get: () => reached()?.get(), set: (value: unknown) => reached()?.set?.(value) };
    defineProperty(this.names, name, { get, set, enumerable: true, configurable: true });
  }
}

/** False while the run has not come to the declaration: until then it cannot be read. */
function isReached({ isSettled, get }: Claim): boolean {
  if (isSettled) return true;
  try {
    get();
  } catch (error) {
    return !(error instanceof OutOfReach);
  }
  return true;
}

/** One run of a cell: what it declares, as far as it got. */
export class CellRun {
  /** The value of the last expression. */
  last: unknown;
  readonly #shared: SharedNames;
  readonly #order: number;
  readonly #own: ReadonlySet<string>;
  readonly #unset: ReadonlySet<string>;
  readonly #claims = new Map<string, Claim>();
  #hasBegun = false;

  constructor({ names, unset }: CompiledCell, shared: SharedNames) {
    this.#shared = shared;
    this.#order = shared.nextOrder();
    this.#own = new Set(names);
    this.#unset = new Set(unset);
  }

  /** Called by the cell's code before anything else, with those of its names that have a value. */
  begin(bindings: readonly Binding[]): void {
    this.#hasBegun = true;
    for (const [name, get, set] of bindings) {
      const claim = { order: this.#order, get, set, isSettled: false };
      this.#claims.set(name, claim);
      this.#shared.claim(name, claim);
    }
  }

  /**
   * Ends the run: what it did not reach is not declared any more.
   *
   * @returns the names it declared: all of them, unless it failed
   */
  end({ hasFailed }: { readonly hasFailed: boolean }): ReadonlySet<string> {
    if (!this.#hasBegun) return new Set();
    const declared = new Set(this.#own);
    for (const [name, claim] of this.#claims) {
      const isOvertaken = this.#shared.isOvertaken(name, claim);
      const settled = isOvertaken ? undefined : this.#settle(name, claim, hasFailed);
      if (settled === undefined) declared.delete(name);
      this.#shared.replace(name, claim, settled);
    }
    return declared;
  }

  /** The claim that stays when the run has ended; none where it did not reach the declaration. */
  #settle(name: string, claim: Claim, hasFailed: boolean): Claim | undefined {
    const isUnset = this.#unset.has(name);
    // A `var` can be read above its declaration, too.
    const hasValue = !hasFailed || (isReached(claim) && (isUnset || claim.get() !== undefined));
    if (hasValue) return { ...claim, isSettled: true };
    if (!isUnset) return undefined;
    // Its own functions cannot see the variable any more; later cells may assign to it all the same.
    let value: unknown;
    const get = () => value;
    const set = (given: unknown) => {
      value = given;
    };
    return { ...claim, get, set, isSettled: true };
  }
}
