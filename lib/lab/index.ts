/** The instruments: what a learner uses of them. */

export { background, stopAll } from './background.ts';
export type {
  Background,
  BackgroundFunction,
  BackgroundOptions,
  BackgroundTools,
} from './background-cell.ts';
export { type DescriptorRow, type FdTableOptions, fdTable } from './fd-table.ts';
export { type Lesson, openLesson } from './lesson.ts';
export { type SyscallsOptions, type SyscallTrace, syscalls, type TracedCall } from './syscalls.ts';
export type { Table } from './table.ts';
export type { TcpInfo, TcpState } from './tcp-info.ts';
export { type SocketRow, type SocketTableOptions, tcpTable, udpTable } from './tcp-table.ts';
