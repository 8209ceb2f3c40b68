/** What goes into and comes out of the C library, beside numbers and bytes. */

/** What the diagnostics channel `wirebook.syscall` publishes. */
export interface SystemCall {
  /** The name of the call, such as `bind`. */
  readonly name: string;
  /** The arguments as they were passed; buffers are shared with the call, not copied. */
  readonly args: readonly unknown[];
  /** What the C function returned: -1 on failure. */
  readonly result: number;
  /** The error number, 0 where there was no error. */
  readonly errno: number;
  /** When the call began, in milliseconds of `performance.now()`. */
  readonly startedAt: number;
  /** How long the call took, in milliseconds. */
  readonly duration: number;
}

/** A piece of memory that a message is gathered from or scattered to: `struct iovec`. */
export interface IoVector {
  readonly iov_base: Uint8Array;
  readonly iov_len: number;
}

/** `struct msghdr`. After recvmsg, lengths and flags say what arrived. */
export interface MessageHeader {
  msg_name: Uint8Array | null;
  msg_namelen: number;
  msg_iov: readonly IoVector[];
  msg_iovlen: number;
  msg_control: Uint8Array | null;
  msg_controllen: number;
  msg_flags: number;
}

/** A program of classic BPF: `struct sock_fprog`. */
export interface FilterProgram {
  /** How many instructions. */
  readonly len: number;
  /** Eight bytes each: `struct sock_filter`. */
  readonly filter: Uint8Array;
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
