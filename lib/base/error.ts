/** An error for the person at the terminal: one sentence that says what, where, what to do. */
export class WirebookError extends Error {
  /** 1: the thing checked fell short. 2: wrong usage or a broken environment. */
  readonly exitCode: 1 | 2;

  constructor(message: string, options?: ErrorOptions & { readonly exitCode?: 1 | 2 }) {
    super(message, options);
    this.name = 'WirebookError';
    this.exitCode = options?.exitCode ?? 2;
  }
}
