/** The life of one background cell, from its start until all it opened is closed. */

import { setTimeout as delay } from 'node:timers/promises';
import { formatWithOptions, inspect } from 'node:util';
import { type Cell, currentHost, type MimeBundle } from '../base/host.ts';
import { jupyterDisplay, toBundle } from '../base/picture.ts';
import { describeResource, type Resource, ResourceScope } from '../base/resource-scope.ts';
import { Ledger } from './ledger.ts';
import { LiveDisplay } from './live-display.ts';
import { type BackgroundState, drawPanel, type PanelContent } from './panel.ts';
import { watchTimers } from './timers.ts';

/** The tools of a background cell's function. */
export interface BackgroundTools {
  /** Adds a line to the panel; takes the arguments of `console.log`. */
  readonly log: (...values: readonly unknown[]) => void;
  /** Aborted when the background cell is stopped. */
  readonly signal: AbortSignal;
  /** Says that the cell is ready, for a function that neither listens nor binds. */
  readonly ready: () => void;
}

/** The function of a background cell. */
export type BackgroundFunction = (tools: BackgroundTools) => unknown;

/** The look of a background cell. */
export interface BackgroundOptions {
  /** The number of last log lines that the panel shows; 8 unless told. */
  readonly lines?: number;
}

/** The time that a stopped function has to return, in milliseconds. */
const returnTimeout = 200;

/** The time after which a function that does not listen counts as running, in milliseconds. */
const readyTimeout = 1000;

const byScope = new WeakMap<ResourceScope, Background>();

/** A function that runs behind the cells, with all it opened. */
export class Background implements AsyncDisposable {
  readonly name: string;
  /**
   * Settles when it listens, when its function is done without ever listening, or after a second.
   * Rejects when it fails or is stopped before.
   */
  readonly ready: Promise<void>;
  readonly #readiness = Promise.withResolvers<void>();
  readonly #abort = new AbortController();
  readonly #cell: Cell | undefined = currentHost()?.cell();
  readonly #display: LiveDisplay;
  readonly #ledger: Ledger;
  readonly #scope: ResourceScope;
  #state: BackgroundState = 'starting';
  /** The state that the panel shows. */
  #shown: BackgroundState | undefined;
  #error: Error | undefined;
  #leftOpen: readonly string[] = [];
  #stopWatching: (() => void) | undefined;
  #returned: Promise<unknown> | undefined;
  #hasReturned = false;
  #wasStopped = false;
  #ending: Promise<void> | undefined;

  constructor(name: string, { lines = 8 }: BackgroundOptions = {}) {
    this.name = name;
    this.ready = this.#readiness.promise;
    this.ready.catch(() => undefined); // The panel shows it; awaiting `ready` is optional.
    this.#display = new LiveDisplay(() => {
      const panel = drawPanel(this.#content());
      this.#shown = this.#state;
      return toBundle(panel);
    });
    this.#ledger = new Ledger(lines, () => this.#display.changed());
    this.#scope = new ResourceScope({
      accepted: (connection) => this.#ledger.accepted(connection),
      listening: (resource) => {
        this.#ledger.listening(resource);
        this.#becomeReady('listening');
      },
      closed: (resource) => {
        this.#ledger.closed(resource);
        this.#settle();
      },
    });
    byScope.set(this.#scope, this);
  }

  /** The background cell that the calling code runs in. */
  static current(): Background | undefined {
    const scope = ResourceScope.current();
    return scope && byScope.get(scope);
  }

  /** Its stage between start and end. */
  get state(): BackgroundState {
    return this.#state;
  }

  /** True from its start to its end. */
  get isRunning(): boolean {
    return this.#state === 'starting' || this.#state === 'listening' || this.#state === 'running';
  }

  /** The first address it listens on, such as `127.0.2.1:4481`. */
  get address(): string | undefined {
    return this.#ledger.addresses[0];
  }

  /** The port of {@link Background.address}. */
  get port(): number | undefined {
    const port = this.address?.match(/:(\d+)$/)?.[1];
    return port === undefined ? undefined : Number(port);
  }

  /** Connections open now. */
  get connections(): number {
    return this.#ledger.current;
  }

  /** Runs `fn`, once `after` has settled. */
  start(fn: BackgroundFunction, { after }: { readonly after?: Promise<unknown> } = {}): void {
    this.#cell?.hold?.(this.ready);
    if (after) void after.then(() => this.#run(fn));
    else this.#run(fn);
    if (this.#state === 'starting') this.#display.changed();
  }

  /** Ends it as failed, with an error that its code did not catch. */
  fail(error: unknown): void {
    if (this.#ending) return;
    const isStarting = this.#state === 'starting';
    this.#error = error instanceof Error ? error : new Error(inspect(error));
    this.#readiness.reject(error);
    this.#state = 'failed';
    this.#display.flush();
    this.#ending = this.#end('failed');
    if (isStarting) this.#cell?.fail(error);
  }

  /** True where it failed and was not stopped since: its learner may not have seen the failure. */
  get hasCrashed(): boolean {
    return this.#state === 'failed' && !this.#wasStopped;
  }

  /** Closes all it opened, and waits until it is closed. Harmless when it has ended. */
  stop(): Promise<void> {
    this.#wasStopped = true;
    this.#readiness.reject(
      new Error(`Background cell ${this.name} was stopped before it was ready`),
    );
    this.#ending ??= this.#end(this.#state === 'finished' ? 'finished' : 'stopped');
    return this.#ending;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** One line: the panel itself stands under the cell that started it. */
  [jupyterDisplay](): MimeBundle {
    return { 'text/plain': this.toString() };
  }

  [inspect.custom](): string {
    return this.toString();
  }

  toString(): string {
    return `Background cell ${this.name}: ${[this.#state, ...this.#ledger.addresses].join(' ')}`;
  }

  #run(fn: BackgroundFunction): void {
    if (this.#ending) return;
    this.#stopWatching = watchTimers();
    const readyTimer = ResourceScope.outside(() =>
      setTimeout(() => this.#becomeReady('running'), readyTimeout),
    );
    const tools: BackgroundTools = {
      log: (...values) => this.#ledger.log(formatWithOptions({ colors: false }, ...values)),
      signal: this.#abort.signal,
      ready: () => this.#becomeReady('running'),
    };
    this.#returned = this.#scope
      .run(async () => fn(tools))
      .then(
        () => {
          this.#hasReturned = true;
          this.#settle();
        },
        (error: unknown) => this.fail(error),
      );
    void this.ready.catch(() => undefined).then(() => clearTimeout(readyTimer));
  }

  #becomeReady(state: 'listening' | 'running'): void {
    if (this.#ending || this.#state === 'listening') return;
    this.#state = state;
    this.#readiness.resolve();
    // At once: the cell may end now, and a headless run waits for no redraw.
    this.#display.flush();
  }

  /** Draws the conclusions once the function has returned, and each time something is closed. */
  #settle(): void {
    if (!this.#hasReturned || this.#ending) return;
    const { open } = this.#scope;
    if (open.length === 0) {
      this.#state = 'finished';
      this.#stopWatching?.();
      this.#readiness.resolve();
      this.#display.changed();
    } else if (this.#state === 'starting' && !open.some(mayListen)) {
      this.#becomeReady('running');
    }
  }

  async #end(state: 'stopped' | 'finished' | 'failed'): Promise<void> {
    this.#scope.run(() => this.#abort.abort());
    this.#leftOpen = (await this.#scope.end()).map(describeResource);
    await ResourceScope.outside(() =>
      Promise.race([this.#returned, delay(returnTimeout, undefined, { ref: false })]),
    );
    this.#stopWatching?.();
    this.#state = state;
    this.#display.flush();
  }

  #content(): PanelContent {
    const { addresses, current, total, bytes, lines, logged } = this.#ledger;
    return {
      name: this.name,
      state: this.#state,
      addresses,
      connections: { now: current, total },
      bytes,
      lines,
      logged,
      error: this.#error,
      leftOpen: this.#leftOpen,
      isNews: this.#state !== this.#shown,
    };
  }
}

/** A server of node:net and a socket of node:dgram listen a moment after they were told to. */
function mayListen({ kind }: Resource): boolean {
  return kind === 'listener' || kind === 'datagram';
}
