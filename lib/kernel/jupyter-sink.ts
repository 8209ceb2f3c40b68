import type { MimeBundle } from '../lab/base/host.ts';
import type { OutputSink, StreamName } from '../session/cell-output.ts';
import type { ErrorReport } from '../session/error-report.ts';
import type { Connection } from './connection.ts';
import type { Message } from './messages.ts';

/** Publishes what a cell shows as answers to the request that ran it, also long after. */
export class JupyterSink implements OutputSink {
  readonly #connection: Connection;
  readonly #request: Message;
  readonly #count: number;
  readonly #silent: boolean;

  constructor(
    connection: Connection,
    request: Message,
    options: { readonly count: number; readonly silent: boolean },
  ) {
    this.#connection = connection;
    this.#request = request;
    this.#count = options.count;
    this.#silent = options.silent;
  }

  stream(name: StreamName, text: string): void {
    this.#publish('stream', { name, text });
  }

  display(
    bundle: MimeBundle,
    options: { readonly displayId?: string; readonly update: boolean },
  ): void {
    const transient = options.displayId === undefined ? {} : { display_id: options.displayId };
    const type = options.update ? 'update_display_data' : 'display_data';
    this.#publish(type, { data: bundle, metadata: {}, transient });
  }

  result(bundle: MimeBundle): void {
    this.#publish('execute_result', { data: bundle, metadata: {}, execution_count: this.#count });
  }

  error({ ename, evalue, traceback }: ErrorReport): void {
    this.#publish('error', { ename, evalue, traceback });
  }

  clear({ wait }: { readonly wait: boolean }): void {
    this.#publish('clear_output', { wait });
  }

  #publish(type: string, content: Readonly<Record<string, unknown>>): void {
    if (!this.#silent) this.#connection.publish(type, content, this.#request);
  }
}
