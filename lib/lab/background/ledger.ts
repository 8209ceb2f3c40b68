/** The books of one background cell: addresses, connections, bytes and log lines. */

import type { Resource, ScopeObserver, Traffic } from '../base/resource-scope.ts';
import type { LogLine } from './panel.ts';

/** Counts the resources that a scope opens, and calls `changed` for each change. */
export class Ledger implements ScopeObserver {
  readonly addresses: string[] = [];
  readonly lines: LogLine[] = [];
  /** Log lines in all, of which {@link Ledger.lines} are the last. */
  logged = 0;
  /** Connections in all, closed ones too. */
  total = 0;
  readonly #connections = new Set<Resource>();
  readonly #startedAt = performance.now();
  readonly #maxLines: number;
  readonly #changed: () => void;
  #past: Traffic = { received: 0, sent: 0 };

  constructor(maxLines: number, changed: () => void) {
    this.#maxLines = maxLines;
    this.#changed = changed;
  }

  /** Connections that are open now. */
  get current(): number {
    return this.#connections.size;
  }

  /** Bytes through all connections so far, where the system counts them. */
  get bytes(): Traffic {
    return [...this.#connections].reduce((sum, connection) => add(sum, connection), this.#past);
  }

  /** Adds a line to the log. */
  log(text: string): void {
    this.logged++;
    this.lines.push({ at: performance.now() - this.#startedAt, text });
    if (this.lines.length > this.#maxLines) this.lines.shift();
    this.#changed();
  }

  accepted(connection: Resource): void {
    if (this.#connections.has(connection)) return;
    this.#connections.add(connection);
    this.total++;
    this.#changed();
  }

  listening(resource: Resource): void {
    this.addresses.push(resource.where());
    this.#changed();
  }

  closed(resource: Resource): void {
    if (!this.#connections.delete(resource)) return;
    this.#past = add(this.#past, resource);
    this.#changed();
  }
}

function add(sum: Traffic, connection: Resource): Traffic {
  const bytes = connection.bytes?.();
  if (!bytes) return sum;
  return { received: sum.received + bytes.received, sent: sum.sent + bytes.sent };
}
