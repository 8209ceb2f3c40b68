/** The instruments: what a learner uses of them. */

export { background, stopAll } from './background.ts';
export type {
  Background,
  BackgroundFunction,
  BackgroundOptions,
  BackgroundTools,
} from './background-cell.ts';
export type { ByteField } from './byte-fields.ts';
export { type CaptureOptions, capture } from './capture.ts';
export { type Capture, openCapture } from './capture-picture.ts';
export type { Chart, ChartOptions } from './chart.ts';
export type { SeriesPoint } from './chart-parts.ts';
export { type DescriptorRow, type FdTableOptions, fdTable } from './fd-table.ts';
export { type HexDump, hexdump } from './hexdump.ts';
export { type Lesson, openLesson } from './lesson.ts';
export { type Measurement, type MeasureOptions, measure } from './measure.ts';
export { type NetcatOptions, netcat } from './netcat.ts';
export { Conversation } from './netcat-conversation.ts';
export { type InterfaceRow, interfaces, type RouteRow, routes } from './network-tables.ts';
export type { Packet } from './packet.ts';
export type { PeerOptions, PeerOutcome, PeerReport } from './peer-client.ts';
export { type AmountOptions, type PaceOptions, peers } from './peers.ts';
export { plot } from './plot.ts';
export * from './reference/index.ts';
export { type SyscallsOptions, type SyscallTrace, syscalls, type TracedCall } from './syscalls.ts';
export { systemCallTable } from './system-call-table.ts';
export type { Table } from './table.ts';
export { type StateMachine, tcpStates } from './tcp-states.ts';
export { type SocketRow, type SocketTableOptions, tcpTable, udpTable } from './tcp-table.ts';
export type { SocketTrack, StateChange } from './tcp-watch.ts';
export { type Timeline, timeline } from './timeline.ts';
