/** A system call that was made. */
export interface TracedCall {
  readonly name: string;
  /** The arguments in the words of C, such as `AF_INET`. */
  readonly args: readonly string[];
  /** Its result; -1 on failure. */
  readonly result: number;
  /** The name of the error, such as `EADDRINUSE`; empty where it succeeded. */
  readonly error: string;
  /** Its start, in milliseconds since the beginning of the trace. */
  readonly at: number;
  /** Its duration in milliseconds. */
  readonly duration: number;
}
