/**
 * The interface between the code of a cell and the program that runs the cell.
 *
 * The kernel (or the headless runner) installs a {@link Host}; the instruments ask it which cell
 * they were called from and show things under it. The host is kept in a registered symbol of the
 * global object rather than in this module, because the kernel may hold a copy of this module of
 * its own (in the start-up snapshot) beside the one that cells import.
 */

/** A value in several representations, keyed by MIME type. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** The MIME type of a lesson's closing proof, which a headless run looks for. */
export const doneMime = 'application/vnd.wirebook.done+json';

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

/** The run of a cell that declared a name, as far as later cells see it. */
export interface Declaration {
  /** The number in brackets beside the cell. */
  readonly number: number;
  readonly cellId: string | undefined;
  readonly source: string;
  /** Milliseconds since the epoch. */
  readonly ranAt: number;
  /** The number of the cell's latest run, where that one did not declare the name. */
  readonly missingSince: number | undefined;
}

/** The program that runs cells: the kernel or a headless run. */
export interface Host {
  /** The cell that the calling code belongs to, also from its timers, promises and callbacks. */
  cell(): Cell | undefined;
  /** The folder of the notebook, for files that lie beside it. */
  readonly folder: string;
  /** Calls `fn` before the kernel ends or restarts; the kernel waits a moment for its promise. */
  onShutdown(fn: () => Promise<void> | void): void;
  /**
   * Offers every uncaught error to `fn` first, in the asynchronous context that it comes from.
   * If `fn` answers `true`, it has dealt with the error, and the host leaves it alone.
   */
  onUncaught?(fn: (error: unknown) => boolean): void;
  /** Tells which run of a cell declared a name; a host that does not know leaves it out. */
  declaration?(name: string): Declaration | undefined;
}

/**
 * The name of the registered symbol of the global object under which lies a function to be called
 * in a thread before that thread's work is ended by force.
 */
export const beforeForceSymbol = 'wirebook.before-force';

const key = Symbol.for('wirebook.host');
const registry = globalThis as { [key]?: Host };

/** Makes `host` the answer of {@link currentHost}. */
export function installHost(host: Host): void {
  registry[key] = host;
}

/** The host of this process, or `undefined` outside a notebook. */
export function currentHost(): Host | undefined {
  return registry[key];
}
