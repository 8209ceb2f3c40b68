/** BSD sockets for TypeScript. */

export { acceptLoop, type ServerLoopOptions, tcpServerLoop } from './accept-loop.ts';
export { Addrinfo, type AddrinfoOptions } from './addrinfo.ts';
export {
  AncillaryData,
  type ExtendedError,
  IPV6_PKTINFO,
  SCM_CREDENTIALS,
  SCM_RIGHTS,
  SCM_TIMESTAMP,
  SCM_TIMESTAMPING,
  SCM_TIMESTAMPNS,
} from './ancillary.ts';
export { fromNet, toNetServer, toNetSocket } from './bridge.ts';
export { closeDescriptor } from './close-descriptor.ts';
export * from './constants.ts';
export { cmsgLen, cmsgSpace } from './control.ts';
export { type DescriptorLike, Epoll, type ReadyDescriptor } from './epoll.ts';
export {
  EPOLLERR,
  EPOLLET,
  EPOLLEXCLUSIVE,
  EPOLLHUP,
  EPOLLIN,
  EPOLLONESHOT,
  EPOLLOUT,
  EPOLLPRI,
  EPOLLRDHUP,
} from './epoll-event.ts';
export {
  EndOfStreamError,
  errorName,
  errorText,
  SocketError,
  type SocketErrorContext,
} from './errors.ts';
export type { PeerEvent, SocketEvent } from './handle.ts';
export { htonl, htons, inetNtop, inetPton, ntohl, ntohs } from './inet.ts';
export { interfaceIndex, interfaceName } from './interface-names.ts';
export * from './interfaces.ts';
export type { SystemCall } from './libc-types.ts';
export * from './limits.ts';
export { lseek, SEEK_CUR, SEEK_END, SEEK_SET } from './lseek.ts';
export type { MessageOptions, ReceivedMessage, ReceiveMessageOptions } from './message.ts';
export type { GroupSource, Membership, SourceMembership } from './multicast-options.ts';
export * from './option-names.ts';
export {
  type Credentials,
  type Linger,
  type OptionEntry,
  type OptionName,
  socketOptions,
} from './options.ts';
export * from './poll.ts';
export * from './resolver.ts';
export { Server } from './server.ts';
export type { LinkAddress } from './sockaddr.ts';
export { Socket } from './socket.ts';
export { type MethodEntry, systemCalls } from './system-calls.ts';
export {
  type ConnectOptions,
  TcpServer,
  type TcpServerOptions,
  TcpSocket,
  tcpServerSockets,
} from './tcp.ts';
export { TCP_STATES, type TcpInfo, type TcpState, tcpState } from './tcp-info.ts';
export type { TransferOptions } from './transfer.ts';
export { UdpSocket } from './udp.ts';
export { UnixServer, type UnixServerOptions, UnixSocket } from './unix.ts';
export type { WaitOptions } from './waiting.ts';
