/** Programs by which the kernel leaves packets out before they are copied: classic BPF, `socket(7)`. */

/** One instruction: `struct sock_filter`. */
interface Instruction {
  readonly code: number;
  readonly k: number;
  /** How many instructions to skip where a comparison holds, and where it does not. */
  readonly jt?: number;
  readonly jf?: number;
}

/** A TCP connection in one direction, by the bytes of its addresses. */
export interface Flow {
  readonly version: 4 | 6;
  readonly source: { readonly address: Uint8Array; readonly port: number };
  readonly destination: { readonly address: Uint8Array; readonly port: number };
}

const SIZE = 8;
/** Older kernels keep little room for a program; what it does not name passes. */
const MOST_FLOWS = 120;

const LOAD_WORD = 0x20;
const LOAD_HALF = 0x28;
const LOAD_BYTE = 0x30;
const LOAD_WORD_AT_X = 0x40;
const LOAD_HALF_AT_X = 0x48;
const LOAD_HEADER_LENGTH = 0xb1;
const SHIFT_RIGHT = 0x74;
const JUMP = 0x05;
const JUMP_IF_EQUAL = 0x15;
const JUMP_IF_SET = 0x45;
const RETURN = 0x06;

const PROTOCOL_TCP = 6;
const PROTOCOL_UDP = 17;

const pass: Instruction = { code: RETURN, k: 0xffff_ffff };
const drop: Instruction = { code: RETURN, k: 0 };

/** Where the headers of a version of IP have what the programs look at. */
interface Layout {
  readonly version: 4 | 6;
  readonly protocol: number;
  /** The last four bytes of both addresses. */
  readonly source: number;
  readonly destination: number;
  /** Instructions that leave fragments alone and find the transport header. */
  readonly transport: readonly Instruction[];
  loadWord(offset: number): Instruction;
  loadHalf(offset: number): Instruction;
}

const layouts: readonly Layout[] = [
  {
    ...{ version: 4, protocol: 9, source: 12, destination: 16 },
    transport: [
      { code: LOAD_HALF, k: 6 },
      { code: JUMP_IF_SET, k: 0x1fff, jt: 0, jf: 1 },
      pass,
      { code: LOAD_HEADER_LENGTH, k: 0 },
    ],
    loadWord: (k) => ({ code: LOAD_WORD_AT_X, k }),
    loadHalf: (k) => ({ code: LOAD_HALF_AT_X, k }),
  },
  {
    ...{ version: 6, protocol: 6, source: 20, destination: 36 },
    transport: [],
    loadWord: (k) => ({ code: LOAD_WORD, k: 40 + k }),
    loadHalf: (k) => ({ code: LOAD_HALF, k: 40 + k }),
  },
];

/** Passes TCP and UDP from and to these ports, and what has no ports, such as ICMP. */
export function passPorts(ports: readonly number[]): Buffer {
  return program((layout) => [
    { code: LOAD_BYTE, k: layout.protocol },
    { code: JUMP_IF_EQUAL, k: PROTOCOL_TCP, jt: 2, jf: 0 },
    { code: JUMP_IF_EQUAL, k: PROTOCOL_UDP, jt: 1, jf: 0 },
    pass,
    ...layout.transport,
    ...[0, 2].flatMap((offset) => [
      layout.loadHalf(offset),
      ...ports.flatMap((k) => [{ code: JUMP_IF_EQUAL, k, jt: 0, jf: 1 }, pass]),
    ]),
    drop,
  ]);
}

/** Passes everything but the TCP connections that are named. */
export function dropFlows(flows: readonly Flow[]): Buffer {
  const named = flows.slice(0, MOST_FLOWS);
  return program((layout) => [
    { code: LOAD_BYTE, k: layout.protocol },
    { code: JUMP_IF_EQUAL, k: PROTOCOL_TCP, jt: 1, jf: 0 },
    pass,
    ...layout.transport,
    layout.loadWord(0),
    ...named.filter(({ version }) => version === layout.version).flatMap(dropFlow(layout)),
    pass,
  ]);
}

/** With the ports as one word in the accumulator, before and after. */
function dropFlow({ source, destination, loadWord }: Layout): (flow: Flow) => Instruction[] {
  return (flow) => [
    { code: JUMP_IF_EQUAL, k: flow.source.port * 0x1_0000 + flow.destination.port, jt: 0, jf: 6 },
    { code: LOAD_WORD, k: source },
    { code: JUMP_IF_EQUAL, k: lastWord(flow.source.address), jt: 0, jf: 3 },
    { code: LOAD_WORD, k: destination },
    { code: JUMP_IF_EQUAL, k: lastWord(flow.destination.address), jt: 0, jf: 1 },
    drop,
    loadWord(0),
  ];
}

function lastWord(address: Uint8Array): number {
  return Buffer.from(address.subarray(-4)).readUInt32BE();
}

/** A part for each version of IP, one behind the other; what is neither passes. */
function program(part: (layout: Layout) => readonly Instruction[]): Buffer {
  const instructions = layouts.flatMap((layout) => {
    const own = part(layout);
    return [...unlessVersion(layout.version, own.length), ...own];
  });
  const all = [...instructions, pass];
  const packed = Buffer.alloc(all.length * SIZE);
  for (const [at, { code, k, jt = 0, jf = 0 }] of all.entries()) {
    packed.writeUInt16LE(code, at * SIZE);
    packed.writeUInt8(jt, at * SIZE + 2);
    packed.writeUInt8(jf, at * SIZE + 3);
    packed.writeUInt32LE(k, at * SIZE + 4);
  }
  return packed;
}

/** Jumps past the part of another version; a jump that depends on something reaches 255 only. */
function unlessVersion(version: number, length: number): readonly Instruction[] {
  return [
    { code: LOAD_BYTE, k: 0 },
    { code: SHIFT_RIGHT, k: 4 },
    { code: JUMP_IF_EQUAL, k: version, jt: 1, jf: 0 },
    { code: JUMP, k: length },
  ];
}
