/** Types of the values and the errors of another process, and the names of calls to it. */

/** A value of another process: its functions have become asynchronous. */
export type Remote<T> = T extends (...args: infer A) => infer R
  ? (...args: { [K in keyof A]: A[K] | Remote<A[K]> }) => Promise<Remote<Awaited<R>>>
  : T extends Data
    ? T
    : { readonly [K in keyof T]: Remote<T[K]> };

type Data = string | number | bigint | boolean | undefined | null | symbol | Date | Bytes;
type Bytes = ArrayBuffer | ArrayBufferView;

/** The names of functions of the other process, by what their calls return. */
const calls = new WeakMap<object, string>();

/** Remembers which function `call` is a call of. */
export function nameCall(call: Promise<unknown>, name: string): void {
  calls.set(call, `${name}()`);
}

export function nameOfCall(call: Promise<unknown>): string {
  return calls.get(call) ?? 'The call';
}

/** An error that was thrown in the other process. */
export class RemoteError extends Error {
  override readonly name: string;
  readonly code: string | undefined;
  /** Node's further fields, such as `syscall`, `address` and `port`. */
  readonly details: Readonly<Record<string, unknown>>;
  /** The call that threw it, such as `openServer("127.0.2.1", 0)`. */
  call: string | undefined;

  constructor(name: string, message: string, details: Readonly<Record<string, unknown>>) {
    super(message);
    this.name = name;
    this.details = details;
    this.code = typeof details.code === 'string' ? details.code : undefined;
  }
}

/** A call that was not answered in time. */
export class UnansweredError extends Error {
  override readonly name = 'UnansweredError';
}

/** The other process never gave control back. */
export class HangingError extends Error {
  override readonly name = 'HangingError';
}

/** The other process has ended. */
export class LostError extends Error {
  override readonly name = 'LostError';
}
