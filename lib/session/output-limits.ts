/** The limits of what one cell shows, so that a loop without end does not take the front end down. */

import type { MimeBundle } from '../lab/base/host.ts';

/** The most that one cell shows, in each kind. */
export const outputLimits = {
  lines: 10_000,
  characters: 1_000_000,
  displays: 500,
  /** Characters in all displays together: pictures are large. */
  displayCharacters: 50_000_000,
  /** Errors of callbacks. The error that ends the cell is always shown. */
  errors: 100,
} as const;

/** A line that was begun within the limits may go on beyond them for this many characters. */
const lineSlack = 100_000;

/** Counts what a cell has shown, and what it has not. */
export class OutputLimits {
  #lines = 0;
  #characters = 0;
  #displays = 0;
  #displayCharacters = 0;
  #errors = 0;
  #isInLine = false;
  #isFull = false;
  #hidden = { lines: 0, characters: 0, displays: 0, errors: 0 };

  /** The beginning of `text` that may be shown: whole lines, and nothing after a line left out. */
  takeText(text: string): string {
    const shown = this.#isFull ? '' : text.slice(0, this.#fitting(text));
    if (shown.length < text.length) this.#hideText(shown === '' ? text : text.slice(shown.length));
    return shown;
  }

  /** Counts a display; true if it may be shown. */
  takeDisplay(bundle: MimeBundle): boolean {
    const size = this.#displays < outputLimits.displays ? sizeOf(bundle) : 0;
    const fits =
      this.#displays < outputLimits.displays &&
      this.#displayCharacters + size <= outputLimits.displayCharacters;
    if (fits) {
      this.#displays += 1;
      this.#displayCharacters += size;
    } else this.#hidden.displays += 1;
    return fits;
  }

  /** Counts an error; true if it may be shown. */
  takeError(): boolean {
    this.#errors += 1;
    if (this.#errors <= outputLimits.errors) return true;
    this.#hidden.errors += 1;
    return false;
  }

  /**
   * The cell's output was cleared: there is room again.
   *
   * @returns the characters that were shown, a display counted as a thousand at least
   */
  clear(): number {
    const shown = this.#characters + this.#displayCharacters + this.#displays * 1000;
    this.#lines = 0;
    this.#characters = 0;
    this.#displays = 0;
    this.#displayCharacters = 0;
    this.#isInLine = false;
    this.#isFull = false;
    this.#hidden = { lines: 0, characters: 0, displays: 0, errors: this.#hidden.errors };
    return shown;
  }

  /** A line that says what is not shown; `undefined` while all is. */
  get notice(): string | undefined {
    const { lines, characters, displays, errors } = this.#hidden;
    const isText = characters > 0;
    const hidden = [
      ...(isText
        ? [lines > 0 ? count(lines, 'more line') : count(characters, 'more character')]
        : []),
      ...(displays > 0 ? [count(displays, 'more display')] : []),
      ...(errors > 0 ? [count(errors, 'more error')] : []),
    ];
    if (hidden.length === 0) return undefined;
    const most = [
      ...(isText ? [count(outputLimits.lines, 'line')] : []),
      ...(isText ? [count(outputLimits.characters, 'character')] : []),
      ...(displays > 0 ? [count(outputLimits.displays, 'display')] : []),
      ...(errors > 0 ? [count(outputLimits.errors, 'error')] : []),
    ];
    return `[${list(hidden)} not shown: a cell shows at most ${list(most)}]`;
  }

  /** The number of characters of `text` that fit, up to the end of a line. */
  #fitting(text: string): number {
    let at = 0;
    while (at < text.length) {
      const newline = text.indexOf('\n', at);
      const end = newline < 0 ? text.length : newline + 1;
      if (!this.#fits(end - at)) {
        this.#isFull = true;
        return at;
      }
      this.#characters += end - at;
      if (newline >= 0) this.#lines += 1;
      this.#isInLine = newline < 0;
      at = end;
    }
    return at;
  }

  #fits(length: number): boolean {
    const characters = this.#characters + length;
    if (this.#isInLine) return characters <= outputLimits.characters + lineSlack;
    return this.#lines < outputLimits.lines && characters <= outputLimits.characters;
  }

  #hideText(text: string): void {
    this.#hidden.characters += text.length;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      this.#hidden.lines += 1;
    }
  }
}

/** Text within the limits of a cell: whole lines, and a line that says what is left out. */
export function shortenText(text: string): string {
  const limits = new OutputLimits();
  const shown = limits.takeText(text);
  return limits.notice === undefined ? text : `${shown}${limits.notice}`;
}

/** Characters of all representations together. */
export function sizeOf(bundle: MimeBundle): number {
  return Object.values(bundle).reduce<number>((sum, value) => {
    const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
    return sum + text.length;
  }, 0);
}

/** `1 line`, `10,000 lines`. */
function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}

function list(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
