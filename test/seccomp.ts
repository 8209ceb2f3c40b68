/**
 * Filters of system calls: programs of the classic BPF, seccomp(2), made here since no tool of Debian
 * writes them. Each is as bubblewrap's `--seccomp` reads it.
 */

const LOAD = 0x20;
const JUMP_IF_EQUAL = 0x15;
const JUMP_IF_SET = 0x45;
const RETURN = 0x06;

/** Offsets in `struct seccomp_data`. */
const NUMBER = 0;
const FIRST_ARGUMENT = 16;

const ALLOW = 0x7fff_0000;
const fail = (errno: number) => 0x0005_0000 + errno;
const EPERM = 1;
const ENOSYS = 38;
const EAFNOSUPPORT = 97;
const AF_INET6 = 10;
const CLONE_NEWUSER = 0x1000_0000;

const calls =
  process.arch === 'arm64'
    ? { socket: 198, unshare: 97, clone: 220, clone3: 435 }
    : { socket: 41, unshare: 272, clone: 56, clone3: 435 };

/** Code, jump if true, jump if false, operand; a jump is counted from the next instruction. */
type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, operand: number];

/** Denies new user namespaces, as the default filter of container engines does. */
export const withoutUserNamespaces: Buffer = assemble([
  [LOAD, 0, 0, NUMBER],
  [JUMP_IF_EQUAL, 3, 0, calls.unshare],
  [JUMP_IF_EQUAL, 2, 0, calls.clone],
  // Its flags are in memory, out of a filter's sight: libc then falls back to clone().
  [JUMP_IF_EQUAL, 3, 0, calls.clone3],
  [RETURN, 0, 0, ALLOW],
  [LOAD, 0, 0, FIRST_ARGUMENT],
  [JUMP_IF_SET, 1, 2, CLONE_NEWUSER],
  [RETURN, 0, 0, fail(ENOSYS)],
  [RETURN, 0, 0, fail(EPERM)],
  [RETURN, 0, 0, ALLOW],
]);

/** Refuses sockets of IPv6, as a container without IPv6 may do. */
export const withoutInet6: Buffer = assemble([
  [LOAD, 0, 0, NUMBER],
  [JUMP_IF_EQUAL, 0, 3, calls.socket],
  [LOAD, 0, 0, FIRST_ARGUMENT],
  [JUMP_IF_EQUAL, 0, 1, AF_INET6],
  [RETURN, 0, 0, fail(EAFNOSUPPORT)],
  [RETURN, 0, 0, ALLOW],
]);

function assemble(program: readonly Instruction[]): Buffer {
  return Buffer.concat(
    program.map(([code, ifTrue, ifFalse, operand]) => {
      const instruction = Buffer.alloc(8);
      instruction.writeUInt16LE(code, 0);
      instruction.writeUInt8(ifTrue, 2);
      instruction.writeUInt8(ifFalse, 3);
      instruction.writeUInt32LE(operand, 4);
      return instruction;
    }),
  );
}
