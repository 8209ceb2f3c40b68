/**
 * Filters of system calls: programs of the classic BPF, seccomp(2), made here since no tool of Debian
 * writes them. Each is as bubblewrap's `--seccomp` reads it.
 */

import { bpf, packBpf } from '../lib/base/bpf.ts';
import { offset, verdict } from '../lib/grade/system-call-filter.ts';

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
export const withoutUserNamespaces: Buffer = packBpf([
  { code: bpf.loadWord, k: offset.number },
  { code: bpf.jumpIfEqual, k: calls.unshare, jt: 3, jf: 0 },
  { code: bpf.jumpIfEqual, k: calls.clone, jt: 2, jf: 0 },
  // Its flags are in memory, out of a filter's sight: libc then falls back to clone().
  { code: bpf.jumpIfEqual, k: calls.clone3, jt: 3, jf: 0 },
  { code: bpf.return, k: verdict.allow },
  { code: bpf.loadWord, k: offset.firstArgument },
  { code: bpf.jumpIfSet, k: CLONE_NEWUSER, jt: 1, jf: 2 },
  { code: bpf.return, k: verdict.fail(ENOSYS) },
  { code: bpf.return, k: verdict.fail(EPERM) },
  { code: bpf.return, k: verdict.allow },
]);

/** Refuses sockets of IPv6, as a container without IPv6 may do. */
export const withoutInet6: Buffer = packBpf([
  { code: bpf.loadWord, k: offset.number },
  { code: bpf.jumpIfEqual, k: calls.socket, jt: 0, jf: 3 },
  { code: bpf.loadWord, k: offset.firstArgument },
  { code: bpf.jumpIfEqual, k: AF_INET6, jt: 0, jf: 1 },
  { code: bpf.return, k: verdict.fail(EAFNOSUPPORT) },
  { code: bpf.return, k: verdict.allow },
]);
