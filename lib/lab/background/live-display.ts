/** A display under one cell that is redrawn while things change, a few times a second at most. */

import { randomUUID } from 'node:crypto';
import { type Cell, currentHost, type MimeBundle } from '../base/host.ts';
import { ResourceScope } from '../base/resource-scope.ts';

/** Shortest time between two redraws, in milliseconds: ten a second. */
const redrawInterval = 100;

/** Shows the answer of `draw` again after each call of {@link LiveDisplay.changed}. */
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
    const wait = this.#lastDrawn + redrawInterval - performance.now();
    if (wait <= 0) {
      this.flush();
      return;
    }
    // The timer belongs to the instrument: stopping the background cell must not cancel it.
    this.#timer = ResourceScope.outside(() => setTimeout(() => this.flush(), wait));
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
