/**
 * The system calls that a learner's code is not given: those that reach beyond its sandbox, hold memory
 * that nobody counts, or open parts of the kernel that no exercise is about.
 *
 * The program is as bubblewrap's `--seccomp` reads it: classic BPF over `struct seccomp_data`.
 *
 * @see seccomp(2)
 */

import { type BpfInstruction, bpf, packBpf } from '../base/bpf.ts';

/** Offsets in `struct seccomp_data`. */
export const offset = { number: 0, architecture: 4, firstArgument: 16 } as const;

/** What becomes of a call. */
export const verdict = {
  allow: 0x7fff_0000,
  kill: 0x8000_0000,
  fail: (errno: number) => 0x0005_0000 + errno,
} as const;

const EPERM = 1;
const ENOSYS = 38;

/** `AUDIT_ARCH_X86_64` and `AUDIT_ARCH_AARCH64`. */
const architecture = process.arch === 'arm64' ? 0xc000_00b7 : 0xc000_003e;

/** Calls of later kernels, and those of x32, whose numbers are above: nobody has looked at them. */
const firstUnknown = 463;

/** The numbers of a call on x86-64 and on arm64; none where there is no such call. */
type Numbers = readonly [x64: number, arm64: number | undefined];

const denied: Readonly<Record<string, Numbers>> = {
  // Keys of a user's session, which outlive a sandbox.
  add_key: [248, 217],
  request_key: [249, 218],
  keyctl: [250, 219],
  // Other processes, and descriptors of theirs.
  ptrace: [101, 117],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  process_madvise: [440, 440],
  kcmp: [312, 272],
  pidfd_getfd: [438, 438],
  // Memory that belongs to no process.
  memfd_create: [319, 279],
  memfd_secret: [447, 447],
  shmget: [29, 194],
  shmat: [30, 196],
  shmctl: [31, 195],
  semget: [64, 190],
  msgget: [68, 186],
  mq_open: [240, 180],
  // Parts of the kernel with a long history of holes.
  bpf: [321, 280],
  userfaultfd: [323, 282],
  perf_event_open: [298, 241],
  io_uring_setup: [425, 425],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
  fanotify_init: [300, 262],
  name_to_handle_at: [303, 264],
  open_by_handle_at: [304, 265],
  lookup_dcookie: [212, 18],
  // Mounts and namespaces.
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  chroot: [161, 51],
  open_tree: [428, 428],
  move_mount: [429, 429],
  fsopen: [430, 430],
  fsconfig: [431, 431],
  fsmount: [432, 432],
  fspick: [433, 433],
  mount_setattr: [442, 442],
  unshare: [272, 97],
  setns: [308, 268],
  // The machine itself.
  kexec_load: [246, 104],
  kexec_file_load: [320, 294],
  init_module: [175, 105],
  finit_module: [313, 273],
  delete_module: [176, 106],
  reboot: [169, 142],
  swapon: [167, 224],
  swapoff: [168, 225],
  acct: [163, 89],
  quotactl: [179, 60],
  quotactl_fd: [443, 443],
  syslog: [103, 116],
  settimeofday: [164, 170],
  clock_settime: [227, 112],
  adjtimex: [159, 171],
  clock_adjtime: [305, 266],
  sethostname: [170, 161],
  setdomainname: [171, 162],
  vhangup: [153, 58],
  personality: [135, 92],
  iopl: [172, undefined],
  ioperm: [173, undefined],
  modify_ldt: [154, undefined],
  migrate_pages: [256, 238],
  move_pages: [279, 239],
};

/** The filter for a learner's processes. */
export function learnerFilter(): Buffer {
  const numbers = Object.values(denied).flatMap(([x64, arm64]) => {
    const number = process.arch === 'arm64' ? arm64 : x64;
    return number === undefined ? [] : [number];
  });
  const checks = numbers.map((number, at): BpfInstruction => {
    // To the last instruction, over the checks that are left and the two returns.
    return { code: bpf.jumpIfEqual, k: number, jt: numbers.length - at + 1, jf: 0 };
  });
  return packBpf([
    { code: bpf.loadWord, k: offset.architecture },
    { code: bpf.jumpIfEqual, k: architecture, jt: 1, jf: 0 },
    { code: bpf.return, k: verdict.kill },
    { code: bpf.loadWord, k: offset.number },
    { code: bpf.jumpIfAtLeast, k: firstUnknown, jt: numbers.length + 1, jf: 0 },
    ...checks,
    { code: bpf.return, k: verdict.allow },
    { code: bpf.return, k: verdict.fail(ENOSYS) },
    { code: bpf.return, k: verdict.fail(EPERM) },
  ]);
}
