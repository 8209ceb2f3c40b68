/**
 * Filters of system calls: programs of the classic BPF, seccomp(2), made here since no tool of Debian
 * writes them. Each is as bubblewrap's `--seccomp` reads it.
 */

import { assemble, code, offset, verdict } from '../lib/grade/system-call-filter.ts';

const EPERM = 1;
const ENOSYS = 38;
const EAFNOSUPPORT = 97;
const AF_INET6 = 10;
const CLONE_NEWUSER = 0x1000_0000;

const calls =
  process.arch === 'arm64'
    ? { socket: 198, unshare: 97, clone: 220, clone3: 435 }
    : { socket: 41, unshare: 272, clone: 56, clone3: 435 };

/** Denies new user namespaces, as the default filter of container engines does. */
export const withoutUserNamespaces: Buffer = assemble([
  [code.load, 0, 0, offset.number],
  [code.jumpIfEqual, 3, 0, calls.unshare],
  [code.jumpIfEqual, 2, 0, calls.clone],
  // Its flags are in memory, out of a filter's sight: libc then falls back to clone().
  [code.jumpIfEqual, 3, 0, calls.clone3],
  [code.return, 0, 0, verdict.allow],
  [code.load, 0, 0, offset.firstArgument],
  [code.jumpIfSet, 1, 2, CLONE_NEWUSER],
  [code.return, 0, 0, verdict.fail(ENOSYS)],
  [code.return, 0, 0, verdict.fail(EPERM)],
  [code.return, 0, 0, verdict.allow],
]);

/** Refuses sockets of IPv6, as a container without IPv6 may do. */
export const withoutInet6: Buffer = assemble([
  [code.load, 0, 0, offset.number],
  [code.jumpIfEqual, 0, 3, calls.socket],
  [code.load, 0, 0, offset.firstArgument],
  [code.jumpIfEqual, 0, 1, AF_INET6],
  [code.return, 0, 0, verdict.fail(EAFNOSUPPORT)],
  [code.return, 0, 0, verdict.allow],
]);
