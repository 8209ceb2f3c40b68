/**
 * The instruments: they make a cell live. This file exports those that a learner imports.
 *
 * Layout, each folder using only those before it:
 * - `base/`: the host that runs cells, pictures, scopes of resources
 * - `draw/`: tables, sequence diagrams and other SVG
 * - `chart/`: measurements and their charts
 * - `system/`: sockets and descriptors as the kernel lists them
 * - `background/`: servers behind the cells
 * - `capture/`: packets
 * - `bytes/`: hex dumps with named fields
 * - `certificates/`: certificates for TLS
 * - `syscalls/`: system calls
 * - `tables/`: tables of sockets, descriptors and networks
 * - `tcp/`: the states of TCP
 * - `observe/`: system calls, packets and states on one axis of time
 * - `peers/`: clients that talk to a lesson's server
 * - `hosts/`: several machines in one notebook
 * - `reference/`: tables that are made from the library
 * - `lesson.ts`: a lesson from its first cell to its last
 */

export { background, stopAll } from './background/background.ts';
export type {
  Background,
  BackgroundFunction,
  BackgroundOptions,
  BackgroundTools,
} from './background/background-cell.ts';
export type { ByteField } from './bytes/byte-fields.ts';
export { type HexDump, hexdump } from './bytes/hexdump.ts';
export { type Capture, openCapture } from './capture/capture.ts';
export { type CaptureOptions, capture } from './capture/capture-packets.ts';
export type { Packet } from './capture/packet.ts';
export {
  type Authority,
  createAuthority,
  type Identity,
  type IssueOptions,
} from './certificates/authority.ts';
export type { Chart, ChartOptions } from './chart/chart.ts';
export type { SeriesPoint } from './chart/chart-parts.ts';
export { type Measurement, type MeasureOptions, measure } from './chart/measure.ts';
export { plot } from './chart/plot.ts';
export type { Table } from './draw/table.ts';
export type { LinkConditions, LinkCounts } from './hosts/conditions.ts';
export type { BlockOptions, Rule } from './hosts/firewall.ts';
export type {
  Host,
  HostInterface,
  HostServerOptions,
  HostTarget,
  RunOptions,
} from './hosts/host.ts';
export type { Lab, LinkOptions } from './hosts/lab.ts';
export type { Link } from './hosts/link.ts';
export { type LabOptions, openLab } from './hosts/open-lab.ts';
export type { PingOptions, PingRow } from './hosts/ping.ts';
export type { ProgramResult, Refusal } from './hosts/protocol.ts';
export type { HopRow, TracerouteOptions } from './hosts/traceroute.ts';
export { type Lesson, openLesson } from './lesson.ts';
export type { ObservedEvent } from './observe/axis.ts';
export type { Observation } from './observe/observation.ts';
export { type ObserveOptions, observe } from './observe/observe.ts';
export { type BrowseOptions, BrowserPage, browse } from './peers/browse.ts';
export { type NetcatOptions, netcat } from './peers/netcat.ts';
export { Conversation } from './peers/netcat-conversation.ts';
export type { PeerOptions, PeerOutcome, PeerReport } from './peers/peer-client.ts';
export { type AmountOptions, type PaceOptions, peers } from './peers/peers.ts';
export * from './reference/index.ts';
export { type SyscallsOptions, type SyscallTrace, syscalls } from './syscalls/syscalls.ts';
export { systemCallTable } from './syscalls/system-call-table.ts';
export type { TracedCall } from './syscalls/traced-call.ts';
export { type DescriptorRow, type FdTableOptions, fdTable } from './tables/fd-table.ts';
export { type InterfaceRow, interfaces, type RouteRow, routes } from './tables/network-tables.ts';
export { type SocketRow, type SocketTableOptions, tcpTable, udpTable } from './tables/tcp-table.ts';
export { type StateMachine, tcpStates } from './tcp/tcp-states.ts';
export type { SocketTrack, StateChange } from './tcp/tcp-watch.ts';
export { type Timeline, timeline } from './tcp/timeline.ts';
