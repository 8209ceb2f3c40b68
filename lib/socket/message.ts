/** Messages with ancillary data beside the bytes. */

import { constants } from 'node:os';
import { AddressBuffer } from './address-buffer.ts';
import type { Addrinfo } from './addrinfo.ts';
import { checkAddress } from './addrinfo.ts';
import type { AncillaryData } from './ancillary.ts';
import { MSG_CMSG_CLOEXEC } from './constants.ts';
import { packControl, unpackControl } from './control.ts';
import { DatagramSocket } from './datagram.ts';
import * as libc from './libc.ts';
import { borrow, DEFAULT_LENGTH, take } from './receive-buffer.ts';
import { WRITE } from './registration.ts';
import {
  asItIs,
  isImpatient,
  receiveDirection,
  receiveFlags,
  sendFlags,
  type TransferOptions,
} from './transfer.ts';
import { checkData, checkInteger, checkLength, checkOptions } from './validate.ts';

const { EINVAL } = constants.errno;

/** What goes with a message that is sent. */
export interface MessageOptions extends TransferOptions {
  /** Whom to send it to, where the socket is not connected. */
  readonly to?: Addrinfo | undefined;
  /** What travels beside the bytes. */
  readonly control?: readonly AncillaryData[] | undefined;
}

/** How much of a message to receive. */
export interface ReceiveMessageOptions extends TransferOptions {
  /** The most bytes of data. */
  readonly maxLength?: number | undefined;
  /** The room for ancillary data, in bytes: see {@link cmsgSpace}. */
  readonly controlLength?: number | undefined;
}

/** A message that arrived. */
export interface ReceivedMessage {
  readonly data: Buffer;
  /** Who sent it; undefined on a connected stream. */
  readonly from: Addrinfo | undefined;
  /** What travelled beside the bytes. */
  readonly control: readonly AncillaryData[];
  /** What the kernel says of it: MSG_TRUNC, MSG_CTRUNC, MSG_OOB, MSG_EOR, MSG_ERRQUEUE. */
  readonly flags: number;
}

/** Room for ancillary data unless told otherwise: two dozen descriptors, say. */
const CONTROL_LENGTH = 256;

const peer = new AddressBuffer();

/** A socket that sends and receives messages. */
export abstract class MessageSocket extends DatagramSocket {
  /**
   * Sends a message with ancillary data, `sendmsg(2)`. Several pieces of data are gathered into one
   * message.
   *
   * Fails as {@link send} and {@link sendTo} do; with EBADF for a descriptor that is not open,
   * EPERM for credentials that are not one's own.
   *
   * @returns how many bytes were sent
   *
   * @example
   * const [left, right] = Socket.pair(AF_UNIX, SOCK_DGRAM);
   * await left.sendMessage(['Hel', 'lo'], { control: [AncillaryData.rights(left)] }); // => 5
   * left.close();
   * right.close();
   */
  sendMessage(
    data: Uint8Array | string | readonly (Uint8Array | string)[],
    options: MessageOptions = {},
  ): Promise<number> {
    return this.perform(() => {
      const pieces = (Array.isArray(data) ? data : [data]).map(checkData);
      const { to: endpoint } = checkOptions(options);
      const control = options.control === undefined ? null : packControl(options.control);
      const to = endpoint === undefined ? null : checkAddress(endpoint).toSockaddr();
      const flags = sendFlags(options);
      const fd = this.open('sendmsg');
      // The lengths are asked for at each attempt: the memory may have shrunk meanwhile.
      const header = () => ({
        msg_name: to,
        msg_namelen: to?.length ?? 0,
        msg_iov: pieces.map((iov_base) => ({ iov_base, iov_len: iov_base.byteLength })),
        msg_iovlen: pieces.length,
        msg_control: control,
        msg_controllen: control?.length ?? 0,
        msg_flags: 0,
      });
      return {
        syscall: 'sendmsg',
        direction: WRITE,
        dontWait: isImpatient(flags),
        attempt: () => libc.sendmsg(fd, header(), flags),
        finish: asItIs,
        context: () => endpoint?.toErrorContext() ?? this.peerContext(),
      };
    }, options);
  }

  /**
   * Receives a message with its ancillary data, `recvmsg(2)`. Descriptors that arrive are closed
   * on `execve(2)`, and have to be closed by the caller.
   *
   * Fails as {@link recv} does.
   *
   * @example
   * using receiver = new UdpSocket('127.0.0.1', 0);
   * receiver.setsockopt(SOL_SOCKET, SO_TIMESTAMP, true);
   * await receiver.sendTo('Hello', receiver.localAddress);
   * const { data, control, flags } = await receiver.recvMessage({ maxLength: 4 });
   * data.toString(); // => 'Hell'
   * (flags & MSG_TRUNC) !== 0; // => true
   * typeof control[0]?.timestamp; // => 'number'
   */
  recvMessage(options: ReceiveMessageOptions = {}): Promise<ReceivedMessage> {
    return this.perform(() => {
      const { maxLength = DEFAULT_LENGTH, controlLength = CONTROL_LENGTH } = checkOptions(options);
      checkLength(maxLength);
      const control = Buffer.alloc(checkInteger('controlLength', controlLength, CONTROL_LENGTHS));
      const flags = receiveFlags(options);
      const fd = this.open('recvmsg');
      let message: ReceivedMessage = NO_MESSAGE;
      return {
        syscall: 'recvmsg',
        direction: receiveDirection(flags),
        dontWait: isImpatient(flags),
        attempt: () => {
          const room = borrow(maxLength);
          const { bytes } = peer.reset();
          const header = {
            msg_name: bytes,
            msg_namelen: bytes.length,
            msg_iov: [{ iov_base: room, iov_len: maxLength }],
            msg_iovlen: 1,
            msg_control: control.length === 0 ? null : control,
            msg_controllen: control.length,
            msg_flags: 0,
          };
          let result = libc.recvmsg(fd, header, flags | MSG_CMSG_CLOEXEC);
          // Families without descriptors to pass, such as AF_PACKET, may not know that flag.
          if (result === -EINVAL) result = libc.recvmsg(fd, header, flags);
          if (result < 0) return result;
          message = {
            data: take(room, Math.min(result, maxLength)),
            from: peer.address(header.msg_namelen),
            control: unpackControl(control.subarray(0, header.msg_controllen)),
            flags: header.msg_flags & ~MSG_CMSG_CLOEXEC,
          };
          return result;
        },
        finish: () => message,
        context: () => this.peerContext(),
      };
    }, options);
  }
}

const NO_MESSAGE: ReceivedMessage = {
  data: Buffer.alloc(0),
  from: undefined,
  control: [],
  flags: 0,
};

/** Linux allows no more: net.core.optmem_max is smaller by far. */
const CONTROL_LENGTHS = { least: 0, most: 0x10_0000 };
