/** Programs by which the kernel leaves packets out before they are copied: classic BPF, `socket(7)`. */

import { type BpfInstruction, bpf, packBpf } from '../../base/bpf.ts';

/** A TCP connection in one direction, by the bytes of its addresses. */
export interface Flow {
  readonly version: 4 | 6;
  readonly source: { readonly address: Uint8Array; readonly port: number };
  readonly destination: { readonly address: Uint8Array; readonly port: number };
}

/** Older kernels have little room for a program; packets of flows that it does not name pass. */
const maxFlows = 120;

const protocolTcp = 6;
const protocolUdp = 17;

const pass: BpfInstruction = { code: bpf.return, k: 0xffff_ffff };
const drop: BpfInstruction = { code: bpf.return, k: 0 };

/** The offsets, in the headers of a version of IP, of the fields that the programs read. */
interface Layout {
  readonly version: 4 | 6;
  readonly protocol: number;
  /** The last four bytes of both addresses. */
  readonly source: number;
  readonly destination: number;
  /** Instructions that leave fragments alone and find the transport header. */
  readonly transport: readonly BpfInstruction[];
  loadWord(offset: number): BpfInstruction;
  loadHalf(offset: number): BpfInstruction;
}

const layouts: readonly Layout[] = [
  {
    ...{ version: 4, protocol: 9, source: 12, destination: 16 },
    transport: [
      { code: bpf.loadHalf, k: 6 },
      { code: bpf.jumpIfSet, k: 0x1fff, jt: 0, jf: 1 },
      pass,
      { code: bpf.loadHeaderLength, k: 0 },
    ],
    loadWord: (k) => ({ code: bpf.loadWordAtX, k }),
    loadHalf: (k) => ({ code: bpf.loadHalfAtX, k }),
  },
  {
    ...{ version: 6, protocol: 6, source: 20, destination: 36 },
    transport: [],
    loadWord: (k) => ({ code: bpf.loadWord, k: 40 + k }),
    loadHalf: (k) => ({ code: bpf.loadHalf, k: 40 + k }),
  },
];

/** Passes TCP and UDP from and to these ports, and packets without ports, such as ICMP. */
export function passPorts(ports: readonly number[]): Buffer {
  return program((layout) => [
    { code: bpf.loadByte, k: layout.protocol },
    { code: bpf.jumpIfEqual, k: protocolTcp, jt: 2, jf: 0 },
    { code: bpf.jumpIfEqual, k: protocolUdp, jt: 1, jf: 0 },
    pass,
    ...layout.transport,
    ...[0, 2].flatMap((offset) => [
      layout.loadHalf(offset),
      ...ports.flatMap((k) => [{ code: bpf.jumpIfEqual, k, jt: 0, jf: 1 }, pass]),
    ]),
    drop,
  ]);
}

/** Passes everything but the TCP connections that are named. */
export function dropFlows(flows: readonly Flow[]): Buffer {
  const named = flows.slice(0, maxFlows);
  return program((layout) => [
    { code: bpf.loadByte, k: layout.protocol },
    { code: bpf.jumpIfEqual, k: protocolTcp, jt: 1, jf: 0 },
    pass,
    ...layout.transport,
    layout.loadWord(0),
    ...named.filter(({ version }) => version === layout.version).flatMap(dropFlow(layout)),
    pass,
  ]);
}

/** With the ports as one word in the accumulator, before and after. */
function dropFlow({ source, destination, loadWord }: Layout): (flow: Flow) => BpfInstruction[] {
  return (flow) => [
    { code: bpf.jumpIfEqual, k: flow.source.port * 0x1_0000 + flow.destination.port, jt: 0, jf: 6 },
    { code: bpf.loadWord, k: source },
    { code: bpf.jumpIfEqual, k: lastWord(flow.source.address), jt: 0, jf: 3 },
    { code: bpf.loadWord, k: destination },
    { code: bpf.jumpIfEqual, k: lastWord(flow.destination.address), jt: 0, jf: 1 },
    drop,
    loadWord(0),
  ];
}

function lastWord(address: Uint8Array): number {
  return Buffer.from(address.subarray(-4)).readUInt32BE();
}

/** A part for each version of IP, one behind the other; packets of no version pass. */
function program(part: (layout: Layout) => readonly BpfInstruction[]): Buffer {
  const instructions = layouts.flatMap((layout) => {
    const own = part(layout);
    return [...unlessVersion(layout.version, own.length), ...own];
  });
  return packBpf([...instructions, pass]);
}

/** Jumps past the part of another version; a jump that depends on something reaches 255 only. */
function unlessVersion(version: number, length: number): readonly BpfInstruction[] {
  return [
    { code: bpf.loadByte, k: 0 },
    { code: bpf.shiftRight, k: 4 },
    { code: bpf.jumpIfEqual, k: version, jt: 1, jf: 0 },
    { code: bpf.jump, k: length },
  ];
}
