/** Programs by which the kernel leaves packets out before they are copied: classic BPF, `socket(7)`. */

/** One instruction: `struct sock_filter`. */
interface Instruction {
  readonly code: number;
  readonly k: number;
  /** The numbers of instructions to skip where a comparison holds, and where it does not. */
  readonly jt?: number;
  readonly jf?: number;
}

/** A TCP connection in one direction, by the bytes of its addresses. */
export interface Flow {
  readonly version: 4 | 6;
  readonly source: { readonly address: Uint8Array; readonly port: number };
  readonly destination: { readonly address: Uint8Array; readonly port: number };
}

const instructionSize = 8;
/** Older kernels have little room for a program; packets of flows that it does not name pass. */
const maxFlows = 120;

const loadWordCode = 0x20;
const loadHalfCode = 0x28;
const loadByteCode = 0x30;
const loadWordAtXCode = 0x40;
const loadHalfAtXCode = 0x48;
const loadHeaderLengthCode = 0xb1;
const shiftRightCode = 0x74;
const jumpCode = 0x05;
const jumpIfEqualCode = 0x15;
const jumpIfSetCode = 0x45;
const returnCode = 0x06;

const protocolTcp = 6;
const protocolUdp = 17;

const pass: Instruction = { code: returnCode, k: 0xffff_ffff };
const drop: Instruction = { code: returnCode, k: 0 };

/** The offsets, in the headers of a version of IP, of the fields that the programs read. */
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
      { code: loadHalfCode, k: 6 },
      { code: jumpIfSetCode, k: 0x1fff, jt: 0, jf: 1 },
      pass,
      { code: loadHeaderLengthCode, k: 0 },
    ],
    loadWord: (k) => ({ code: loadWordAtXCode, k }),
    loadHalf: (k) => ({ code: loadHalfAtXCode, k }),
  },
  {
    ...{ version: 6, protocol: 6, source: 20, destination: 36 },
    transport: [],
    loadWord: (k) => ({ code: loadWordCode, k: 40 + k }),
    loadHalf: (k) => ({ code: loadHalfCode, k: 40 + k }),
  },
];

/** Passes TCP and UDP from and to these ports, and packets without ports, such as ICMP. */
export function passPorts(ports: readonly number[]): Buffer {
  return program((layout) => [
    { code: loadByteCode, k: layout.protocol },
    { code: jumpIfEqualCode, k: protocolTcp, jt: 2, jf: 0 },
    { code: jumpIfEqualCode, k: protocolUdp, jt: 1, jf: 0 },
    pass,
    ...layout.transport,
    ...[0, 2].flatMap((offset) => [
      layout.loadHalf(offset),
      ...ports.flatMap((k) => [{ code: jumpIfEqualCode, k, jt: 0, jf: 1 }, pass]),
    ]),
    drop,
  ]);
}

/** Passes everything but the TCP connections that are named. */
export function dropFlows(flows: readonly Flow[]): Buffer {
  const named = flows.slice(0, maxFlows);
  return program((layout) => [
    { code: loadByteCode, k: layout.protocol },
    { code: jumpIfEqualCode, k: protocolTcp, jt: 1, jf: 0 },
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
    { code: jumpIfEqualCode, k: flow.source.port * 0x1_0000 + flow.destination.port, jt: 0, jf: 6 },
    { code: loadWordCode, k: source },
    { code: jumpIfEqualCode, k: lastWord(flow.source.address), jt: 0, jf: 3 },
    { code: loadWordCode, k: destination },
    { code: jumpIfEqualCode, k: lastWord(flow.destination.address), jt: 0, jf: 1 },
    drop,
    loadWord(0),
  ];
}

function lastWord(address: Uint8Array): number {
  return Buffer.from(address.subarray(-4)).readUInt32BE();
}

/** A part for each version of IP, one behind the other; packets of no version pass. */
function program(part: (layout: Layout) => readonly Instruction[]): Buffer {
  const instructions = layouts.flatMap((layout) => {
    const own = part(layout);
    return [...unlessVersion(layout.version, own.length), ...own];
  });
  const all = [...instructions, pass];
  const packed = Buffer.alloc(all.length * instructionSize);
  for (const [at, { code, k, jt = 0, jf = 0 }] of all.entries()) {
    packed.writeUInt16LE(code, at * instructionSize);
    packed.writeUInt8(jt, at * instructionSize + 2);
    packed.writeUInt8(jf, at * instructionSize + 3);
    packed.writeUInt32LE(k, at * instructionSize + 4);
  }
  return packed;
}

/** Jumps past the part of another version; a jump that depends on something reaches 255 only. */
function unlessVersion(version: number, length: number): readonly Instruction[] {
  return [
    { code: loadByteCode, k: 0 },
    { code: shiftRightCode, k: 4 },
    { code: jumpIfEqualCode, k: version, jt: 1, jf: 0 },
    { code: jumpCode, k: length },
  ];
}
