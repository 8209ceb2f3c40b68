/** How far a run is, and about how long the rest will take. */

/** What is known of a step before it was done once, in seconds. */
const guess = 3;

/** Counts steps that differ in kind: what one took, the next of its kind will take too. */
export class Pace {
  readonly #expected = new Map<string, { left: number; seconds: number }>();
  #done = 0;

  /** Expects `times` steps of a kind. */
  expect(kind: string, times: number, seconds: number = guess): void {
    const known = this.#expected.get(kind);
    this.#expected.set(kind, { left: (known?.left ?? 0) + times, seconds });
  }

  /** A step of a kind has taken so long. */
  took(kind: string, seconds: number): void {
    this.#done += 1;
    const known = this.#expected.get(kind);
    this.#expected.set(kind, { left: Math.max(0, (known?.left ?? 1) - 1), seconds });
  }

  /** No more steps of this kind will come. */
  forget(kind: string): void {
    this.#expected.delete(kind);
  }

  get done(): number {
    return this.#done;
  }

  get all(): number {
    return [...this.#expected.values()].reduce((sum, { left }) => sum + left, this.#done);
  }

  /** About how many seconds the rest will take. */
  get secondsLeft(): number {
    return [...this.#expected.values()].reduce((sum, { left, seconds }) => sum + left * seconds, 0);
  }
}
