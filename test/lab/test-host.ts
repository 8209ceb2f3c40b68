/** A host that keeps what its cells display, for tests without a kernel. */

import { AsyncLocalStorage } from 'node:async_hooks';
import { type Cell, type Host, installHost, type MimeBundle } from '../../lib/lab/base/host.ts';

/** One cell that ran, with what it shows now. */
export class TestCell implements Cell {
  readonly number: number;
  readonly id: string;
  /** The output under the cell, an entry for each display. */
  readonly outputs: { bundle: MimeBundle; readonly displayId: string | undefined }[] = [];
  readonly errors: unknown[] = [];
  readonly held: Promise<unknown>[] = [];
  /** All that was drawn or redrawn, as HTML. */
  readonly drawings: string[] = [];
  readonly #storage: AsyncLocalStorage<Cell>;
  readonly #waiters = new Set<() => void>();

  constructor(number: number, storage: AsyncLocalStorage<Cell>) {
    this.number = number;
    this.id = `cell-${number}`;
    this.#storage = storage;
  }

  display(bundle: MimeBundle, { displayId }: { readonly displayId?: string } = {}): void {
    this.drawings.push(String(bundle['text/html'] ?? ''));
    const shown = this.outputs.find((output) => displayId && output.displayId === displayId);
    if (shown) shown.bundle = bundle;
    else this.outputs.push({ bundle, displayId });
    for (const wake of this.#waiters) wake();
  }

  fail(error: unknown): void {
    this.errors.push(error);
  }

  hold(until: Promise<unknown>): void {
    this.held.push(until);
  }

  run<T>(fn: () => T): T {
    return this.#storage.run(this, fn);
  }

  /** All that stands under the cell, as text. */
  get text(): string {
    return this.outputs.map(({ bundle }) => bundle['text/plain']).join('\n');
  }

  /** All that stands under the cell, as HTML. */
  get html(): string {
    return this.outputs.map(({ bundle }) => bundle['text/html']).join('\n');
  }

  /** Waits until the text under the cell matches. */
  async shows(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.text)) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiters.add(resolve);
      await promise;
      this.#waiters.delete(resolve);
    }
  }
}

/** Runs functions as cells. */
class TestHost implements Host {
  readonly folder = process.cwd();
  readonly #storage = new AsyncLocalStorage<Cell>();
  readonly #shutdown: (() => Promise<void> | void)[] = [];
  #uncaught: (error: unknown) => boolean = () => false;
  #cells = 0;

  constructor() {
    installHost(this);
  }

  cell(): Cell | undefined {
    return this.#storage.getStore();
  }

  onShutdown(fn: () => Promise<void> | void): void {
    this.#shutdown.push(fn);
  }

  onUncaught(fn: (error: unknown) => boolean): void {
    this.#uncaught = fn;
  }

  /** Runs `fn` as a cell; answers the cell once `fn` is done. */
  async execute(fn: (cell: TestCell) => unknown): Promise<TestCell> {
    const cell = new TestCell(++this.#cells, this.#storage);
    await cell.run(async () => fn(cell));
    return cell;
  }

  /** Ends the kernel. */
  async shutdown(): Promise<void> {
    await Promise.all(this.#shutdown.map((fn) => fn()));
  }

  /** Takes uncaught errors away from the process until the function it returns is called. */
  catchErrors(): () => void {
    process.setUncaughtExceptionCaptureCallback((error) => {
      if (!this.#uncaught(error)) throw error;
    });
    return () => process.setUncaughtExceptionCaptureCallback(null);
  }
}

/** The host of every test of this process: instruments attach to one only. */
export const host = new TestHost();
