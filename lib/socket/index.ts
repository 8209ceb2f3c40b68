/** BSD sockets for TypeScript. */

import './node-version.ts';

export {
  type Address,
  Addrinfo,
  type AddrinfoOptions,
  type HostPort,
  type UnixPath,
} from './address/addrinfo.ts';
export * from './address/inet.ts';
export * from './address/interface-names.ts';
export * from './address/interfaces.ts';
export type { LinkAddress, NetlinkAddress, VsockAddress } from './address/linux-sockaddr.ts';
export * from './address/resolver.ts';
export * from './bridge.ts';
export * from './buffered-reader.ts';
export { closeDescriptor } from './descriptor.ts';
export type { DialOptions, DialTarget } from './dial.ts';
export { type DescriptorLike, Epoll, type ReadyDescriptor } from './epoll.ts';
export * from './options/ancillary.ts';
export { cmsgLen, cmsgSpace } from './options/control.ts';
export type { GroupSource, Membership, SourceMembership } from './options/multicast-options.ts';
export * from './options/option-names.ts';
export {
  type Credentials,
  type Linger,
  type OptionEntry,
  type OptionName,
  socketOptions,
} from './options/options.ts';
export { TCP_STATES, type TcpInfo, type TcpState, tcpState } from './options/tcp-info.ts';
export * from './poll.ts';
export { type AcceptOptions, acceptLoop, Server, type ServerOptions } from './server.ts';
export * from './server-sockets.ts';
export * from './socket.ts';
export { withoutPrivileges } from './system/capability.ts';
export * from './system/constants.ts';
export * from './system/errors.ts';
export type { SystemCall } from './system/libc-types.ts';
export * from './system/limits.ts';
export * from './system/lseek.ts';
export * from './system-calls.ts';
export * from './tcp.ts';
export * from './tcp-server-loop.ts';
export * from './udp.ts';
export * from './unix.ts';
export type { PeerEvent, SocketEvent } from './wait/handle.ts';
export type { WaitOptions } from './wait/waiting.ts';
