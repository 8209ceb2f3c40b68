import type { Content } from './messages.ts';

/** `[session, line, input]`, or `[session, line, [input, output]]` where outputs are asked for. */
type Entry = readonly [number, number, string | readonly [string, null]];

/** The cells that were run since the kernel started. */
export class History {
  readonly #cells: { readonly number: number; readonly code: string }[] = [];

  add(number: number, code: string): void {
    this.#cells.push({ number, code });
  }

  /** Answers a `history_request`: `tail`, `range` or `search`. */
  find(request: Content): readonly Entry[] {
    const withOutput = request.output === true;
    return this.#select(request).map(({ number, code }) => [
      0,
      number,
      withOutput ? [code, null] : code,
    ]);
  }

  #select(request: Content): readonly { readonly number: number; readonly code: string }[] {
    const count = typeof request.n === 'number' && request.n > 0 ? request.n : undefined;
    switch (request.hist_access_type) {
      case 'range': {
        const start = Number(request.start ?? 0);
        const stop = typeof request.stop === 'number' ? request.stop : Number.POSITIVE_INFINITY;
        return this.#cells.filter(({ number }) => number >= start && number < stop);
      }
      case 'search': {
        const pattern = toPattern(String(request.pattern ?? '*'));
        const found = this.#cells.filter(({ code }) => pattern.test(code));
        const kept = request.unique === true ? withoutRepeats(found) : found;
        return count === undefined ? kept : kept.slice(-count);
      }
      default:
        return count === undefined ? this.#cells : this.#cells.slice(-count);
    }
  }
}

function withoutRepeats<T extends { readonly code: string }>(cells: readonly T[]): readonly T[] {
  return cells.filter((cell, at) => cells.findLastIndex((each) => each.code === cell.code) === at);
}

/** A glob, as IPython's history search has it. */
function toPattern(glob: string): RegExp {
  const escaped = glob.replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('*', '[^]*').replaceAll('?', '[^]')}$`);
}
