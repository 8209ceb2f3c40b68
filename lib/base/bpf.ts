/**
 * Programs of classic BPF, by which the kernel judges packets (`socket(7)`) and system calls
 * (`seccomp(2)`).
 *
 * @see https://docs.kernel.org/networking/filter.html
 */

/** One instruction: `struct sock_filter`. */
export interface BpfInstruction {
  readonly code: number;
  readonly k: number;
  /** The numbers of instructions to skip where a comparison holds, and where it does not. */
  readonly jt?: number;
  readonly jf?: number;
}

/** Codes of instructions. */
export const bpf = {
  loadWord: 0x20,
  loadHalf: 0x28,
  loadByte: 0x30,
  loadWordAtX: 0x40,
  loadHalfAtX: 0x48,
  loadHeaderLength: 0xb1,
  shiftRight: 0x74,
  jump: 0x05,
  jumpIfEqual: 0x15,
  jumpIfAtLeast: 0x35,
  jumpIfSet: 0x45,
  return: 0x06,
} as const;

const instructionSize = 8;

/** Packs a program, eight bytes an instruction. */
export function packBpf(program: readonly BpfInstruction[]): Buffer {
  const packed = Buffer.alloc(program.length * instructionSize);
  for (const [at, { code, k, jt = 0, jf = 0 }] of program.entries()) {
    packed.writeUInt16LE(code, at * instructionSize);
    packed.writeUInt8(jt, at * instructionSize + 2);
    packed.writeUInt8(jf, at * instructionSize + 3);
    packed.writeUInt32LE(k, at * instructionSize + 4);
  }
  return packed;
}
