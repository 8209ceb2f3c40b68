/**
 * The seam between what a cell calls and what runs the cell.
 *
 * The kernel (or the headless runner) installs a {@link Host}; the instruments ask it which cell
 * they were called from and show things under it. The host is kept in a registered symbol of the
 * global object rather than in this module, because the kernel may hold a copy of this module of
 * its own (in the start-up snapshot) beside the one that cells import.
 */

/** A value in several representations, keyed by MIME type. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** The MIME type of a lesson's closing proof, which whoever ran the lesson looks for. */
export const DONE_MIME = 'application/vnd.wirebook.done+json';

/** A cell that was run. It outlives its run: a server it started still belongs to it. */
export interface Cell {
  /** The number in brackets beside the cell. */
  readonly number: number;
  /** The cell's id in its notebook, where the front end says it. */
  readonly id: string | undefined;
  /** Shows a value under this cell. The same `displayId` again replaces what it showed before. */
  display(bundle: MimeBundle, options?: { readonly displayId?: string }): void;
  /** Aborted when a person interrupts this cell. A host that knows of no interrupts leaves it out. */
  readonly interrupted?: AbortSignal;
  /** Shows an error under this cell, and fails the cell if it still runs. */
  fail(error: unknown): void;
  /**
   * Keeps the cell running until `until` settles, so that the next cell finds a server listening.
   * A host that cannot wait leaves it out.
   */
  hold?(until: Promise<unknown>): void;
  /** Runs `fn` so that all it prints and starts, now or later, belongs to this cell. */
  run<T>(fn: () => T): T;
}

/** What runs cells. */
export interface Host {
  /** The cell that the calling code belongs to, also from its timers, promises and callbacks. */
  cell(): Cell | undefined;
  /** The folder of the notebook, for files that lie beside it. */
  readonly folder: string;
  /** Calls `fn` before the kernel ends or restarts; the kernel waits a moment for its promise. */
  onShutdown(fn: () => Promise<void> | void): void;
  /**
   * Offers every error that nobody caught to `fn` first, in the asynchronous context it comes from.
   * Where `fn` answers `true` it has dealt with the error, and the host leaves it alone.
   */
  onUncaught?(fn: (error: unknown) => boolean): void;
}

/**
 * The name of the registered symbol of the global object under which lies a function to be called
 * in a thread before what that thread runs is ended by force.
 */
export const BEFORE_FORCE = 'wirebook.before-force';

const key = Symbol.for('wirebook.host');
const registry = globalThis as { [key]?: Host };

/** Makes `host` the one that {@link currentHost} answers with. */
export function installHost(host: Host): void {
  registry[key] = host;
}

/** The host of this process, or `undefined` outside a notebook. */
export function currentHost(): Host | undefined {
  return registry[key];
}
