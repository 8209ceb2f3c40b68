/** The calls that a notebook makes to the process that holds its hosts. */

import type { LinkConditions, LinkCounts } from './conditions.ts';

/** A kind of socket to be made on a host. */
export interface SocketKind {
  readonly domain: number;
  readonly type: number;
  readonly protocol: number;
}

/** An interface of a host at one end of a link. */
export interface EndRequest {
  readonly host: string;
  readonly device: string;
  /** `10.0.1.1/24` */
  readonly address: string;
  readonly hardwareAddress: string;
}

/** A route of a host. */
export interface RouteRequest {
  readonly host: string;
  readonly destination: string;
  /** The router, or the way in which the host refuses. */
  readonly by: { readonly via: string } | { readonly refuse: Refusal };
}

/** The ways in which a route refuses: in silence, or with one of two ICMP errors. */
export type Refusal = 'blackhole' | 'unreachable' | 'prohibit';

/** A program to be run on a host. */
export interface ProgramRequest {
  readonly host: string;
  readonly command: readonly string[];
  readonly input: string;
  /** In milliseconds. */
  readonly timeout: number;
}

/** The end of a program. */
export interface ProgramResult {
  /** The exit status; null where a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The calls by their names. Those that give sockets answer with their descriptors. */
export interface HolderCalls {
  /** Gives two lines to the kernel: NETLINK_ROUTE and NETLINK_SOCK_DIAG. */
  openHost(name: string): void;
  openLink(link: {
    readonly number: number;
    readonly ends: readonly EndRequest[];
    readonly seed: number;
  }): void;
  setLink(link: { readonly number: number; readonly conditions: LinkConditions }): void;
  cutLink(link: { readonly number: number; readonly isCut: boolean }): void;
  countLink(number: number): LinkCounts;
  /** Gives the socket of a capture. */
  tapLink(link: { readonly number: number; readonly place: number }): void;
  forward(host: string): void;
  addRoute(route: RouteRequest): void;
  removeRoute(route: RouteRequest): void;
  /** Gives a socket that was made on the host. */
  socket(request: SocketKind & { readonly host: string }): void;
  run(program: ProgramRequest): ProgramResult;
  /** Reads a file as processes of the host see it, such as /proc/thread-self/net/nf_conntrack. */
  read(request: { readonly host: string; readonly path: string }): string;
  /** Takes the text of /etc/hosts that programs on all hosts see. */
  nameHosts(text: string): void;
  /** Takes the text of /etc/resolv.conf that programs on all hosts see. */
  setResolver(text: string): void;
}

/** The argument of a call, none where it takes none. */
export type ArgumentOf<Call extends keyof HolderCalls> = Parameters<HolderCalls[Call]>[0];

/** The value that a call answers with, and the descriptors that it gives. */
export interface Answered<Call extends keyof HolderCalls> {
  readonly value: ReturnType<HolderCalls[Call]>;
  readonly descriptors: readonly number[];
}

/** The holder of hosts: a process, or what stands in for it. */
export interface HostHolder {
  ask<Call extends keyof HolderCalls>(
    call: Call,
    argument: ArgumentOf<Call>,
  ): Promise<Answered<Call>>;
  /** Ends all hosts. */
  close(): Promise<void>;
}

/** A call on its way. */
export interface Request {
  readonly id: number;
  readonly call: keyof HolderCalls;
  readonly argument: unknown;
}

/** An answer; the descriptors come beside it. */
export type Answer = { readonly id: number } & (
  | { readonly value: unknown }
  | { readonly error: CallError }
);

/** An error of a call, in parts. */
export interface CallError {
  readonly message: string;
  readonly code: string | undefined;
}

/** The descriptor of the line in the process that holds the hosts. */
export const lineDescriptor = 3;

/** The largest message, in bytes: what fits into the buffer that a socket has unless told. */
export const maxMessage = 180_000;
