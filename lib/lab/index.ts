/** The instruments: what a learner uses of them. */

export { background, stopAll } from './background.ts';
export type {
  Background,
  BackgroundFunction,
  BackgroundOptions,
  BackgroundTools,
} from './background-cell.ts';
export type { ByteField } from './byte-fields.ts';
export { type Capture, openCapture } from './capture-picture.ts';
export { type DescriptorRow, type FdTableOptions, fdTable } from './fd-table.ts';
export { type HexDump, hexdump } from './hexdump.ts';
export { type Lesson, openLesson } from './lesson.ts';
export type { Packet } from './packet.ts';
export { type SyscallsOptions, type SyscallTrace, syscalls, type TracedCall } from './syscalls.ts';
export type { Table } from './table.ts';
export { type SocketRow, type SocketTableOptions, tcpTable, udpTable } from './tcp-table.ts';
