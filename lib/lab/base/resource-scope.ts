/** The resources that one background cell opened, so that stopping it closes everything. */

import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';

/** Something that stays open until it is closed. */
export interface Resource {
  readonly kind: ResourceKind;
  /** Its address, peer, process or thread id, which tells it from others of its kind. */
  where(): string;
  /** Bytes so far, where the system counts them. */
  bytes?(): Traffic | undefined;
  /** Starts to close it. Harmless when it is closed. */
  close(): void;
  /**
   * Closes it so that nothing of it stays in the system: a connection is reset, because an orderly
   * end could leave its port in TIME_WAIT, and the next run of the same cells could not bind it.
   */
  abandon?(): void;
  /** Settles when it is closed. */
  readonly closed: Promise<void>;
}

/** A resource in words: `listener 127.0.2.1:4481`. */
export function describeResource({ kind, where }: Resource): string {
  return `${kind} ${where()}`.trim();
}

/** The kind of a resource. */
export type ResourceKind =
  /** Not known yet. */
  | 'socket'
  | 'listener'
  /** Accepted by a listener. */
  | 'connection'
  /** Connected, or on the way, to a listener outside. */
  | 'client'
  | 'datagram'
  | 'process'
  | 'worker'
  | 'timer';

/** Bytes that went through a connection. */
export interface Traffic {
  readonly received: number;
  readonly sent: number;
}

/** Hears of the resources that a scope opens. */
export interface ScopeObserver {
  accepted?(connection: Resource): void;
  listening?(resource: Resource): void;
  closed?(resource: Resource): void;
}

const storage = new AsyncLocalStorage<ResourceScope>();

/** The timeout for closing everything, in milliseconds. */
const closeTimeout = 2000;

/** The resources that were opened by code which runs inside {@link ResourceScope.run}. */
export class ResourceScope {
  readonly #open = new Set<Resource>();
  readonly #observer: ScopeObserver;
  #ended = false;

  constructor(observer: ScopeObserver = {}) {
    this.#observer = observer;
  }

  /** The scope that the calling code belongs to. */
  static current(): ResourceScope | undefined {
    return storage.getStore();
  }

  /** Runs `fn` outside every scope: for timers and sockets of the instruments themselves. */
  static outside<T>(fn: () => T): T {
    return storage.exit(fn);
  }

  /** The resources that are open now. */
  get open(): readonly Resource[] {
    return [...this.#open];
  }

  /** Runs `fn` so that all it opens, now or later, belongs to this scope. */
  run<T>(fn: () => T): T {
    return storage.run(this, fn);
  }

  /** Takes a resource in. After the end it is closed at once. */
  add(resource: Resource): void {
    this.#open.add(resource);
    void resource.closed.then(() => this.#forget(resource));
    if (this.#ended) resource.close();
  }

  /** Tells the observer that a listener accepted a connection. */
  accepted(connection: Resource): void {
    if (!this.#ended) this.#observer.accepted?.(connection);
  }

  /** Tells the observer that a resource takes connections or datagrams from now on. */
  listens(resource: Resource): void {
    if (this.#ended) resource.close();
    else this.#observer.listening?.(resource);
  }

  /**
   * Closes everything, and everything that is opened from now on.
   *
   * @returns the resources that would not close within two seconds
   */
  async end(): Promise<readonly Resource[]> {
    this.#ended = true;
    return ResourceScope.outside(async () => {
      const timeout = new AbortController();
      const timedOut = delay(closeTimeout, 'timed out', { signal: timeout.signal }).catch(
        () => 'done',
      );
      while (this.#open.size > 0) {
        for (const resource of this.#open) resource.close();
        const round = Promise.all(this.open.map((resource) => resource.closed));
        if ((await Promise.race([round, timedOut])) === 'timed out') break;
      }
      timeout.abort();
      return this.open;
    });
  }

  #forget(resource: Resource): void {
    this.#open.delete(resource);
    this.#observer.closed?.(resource);
  }
}
