/**
 * A seccomp filter that denies new user namespaces, as the default one of container engines does: a
 * program of the classic BPF, seccomp(2), made here since no tool of Debian writes one.
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
const CLONE_NEWUSER = 0x1000_0000;

/** The numbers of the system calls that make a user namespace. */
const calls =
  process.arch === 'arm64'
    ? { unshare: 97, clone: 220, clone3: 435 }
    : { unshare: 272, clone: 56, clone3: 435 };

/** Code, jump if true, jump if false, operand; a jump is counted from the next instruction. */
const program: readonly (readonly [number, number, number, number])[] = [
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
];

/** The filter as bubblewrap's `--seccomp` reads it. */
export const withoutUserNamespaces: Buffer = Buffer.concat(
  program.map(([code, ifTrue, ifFalse, operand]) => {
    const instruction = Buffer.alloc(8);
    instruction.writeUInt16LE(code, 0);
    instruction.writeUInt8(ifTrue, 2);
    instruction.writeUInt8(ifFalse, 3);
    instruction.writeUInt32LE(operand, 4);
    return instruction;
  }),
);
