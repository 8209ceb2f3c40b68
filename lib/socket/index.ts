/** BSD sockets for TypeScript. */

export { Addrinfo, type AddrinfoOptions } from './addrinfo.ts';
export * from './constants.ts';
export type { SocketEvent, WaitOptions } from './descriptor.ts';
export { SocketError, type SocketErrorContext } from './errors.ts';
export type { SystemCall } from './libc.ts';
export * from './option-names.ts';
export {
  type Credentials,
  type Linger,
  type OptionEntry,
  type OptionName,
  socketOptions,
} from './options.ts';
export { Socket } from './socket.ts';
export type { TransferOptions } from './stream.ts';
