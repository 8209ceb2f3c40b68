/** A display under one cell that is redrawn while things change, a few times a second at most. */

import { randomUUID } from 'node:crypto';
import { type Cell, currentHost, type MimeBundle } from './host.ts';
import { Scope } from './scope.ts';

/** Shortest time between two redraws, in milliseconds: ten a second. */
const INTERVAL = 100;

/** Redraws what `draw` answers whenever {@link LiveDisplay.changed} says so. */
export class LiveDisplay {
  readonly #draw: () => MimeBundle;
  readonly #cell: Cell | undefined = currentHost()?.cell();
  readonly #displayId = `wirebook-${randomUUID()}`;
  #timer: NodeJS.Timeout | undefined;
  #lastDrawn = Number.NEGATIVE_INFINITY;

  constructor(draw: () => MimeBundle) {
    this.#draw = draw;
  }

  /** Asks for a redraw, now or when the interval has passed. */
  changed(): void {
    if (!this.#cell || this.#timer) return;
    const wait = this.#lastDrawn + INTERVAL - performance.now();
    if (wait <= 0) {
      this.flush();
      return;
    }
    // The timer belongs to the instrument: stopping the background cell must not cancel it.
    this.#timer = Scope.outside(() => setTimeout(() => this.flush(), wait));
    this.#timer.unref();
  }

  /** Redraws at once. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#lastDrawn = performance.now();
    this.#cell?.display(this.#draw(), { displayId: this.#displayId });
  }
}
