/** Arguments and results of the C library, beside numbers and bytes. */

/** Published on the diagnostics channel `wirebook.syscall`. */
export interface SystemCall {
  /** The name of the call, such as `bind`. */
  readonly name: string;
  /** The arguments as they were passed; buffers are shared with the call, not copied. */
  readonly args: readonly unknown[];
  /** The result of the C function: -1 on failure. */
  readonly result: number;
  /** The error number, 0 where there was no error. */
  readonly errno: number;
  /** When the call began, in milliseconds of `performance.now()`. */
  readonly startedAt: number;
  /** The duration of the call, in milliseconds. */
  readonly duration: number;
}

/** One answer of getaddrinfo: `struct addrinfo`, with its address copied. */
export interface ResolvedAddress {
  readonly type: number;
  readonly protocol: number;
  readonly sockaddr: Buffer;
  readonly canonicalName: string | undefined;
}

/** One address of an interface: `struct ifaddrs`, with its addresses copied. */
export interface InterfaceEntry {
  readonly name: string;
  readonly flags: number;
  readonly address: Buffer | undefined;
  readonly netmask: Buffer | undefined;
}
