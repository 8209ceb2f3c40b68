/** `struct epoll_event`, which is packed on x86-64 and only there. */

export const EPOLL_CLOEXEC = 0o2000000;
export const EPOLL_CTL_ADD = 1;
export const EPOLL_CTL_DEL = 2;
export const EPOLL_CTL_MOD = 3;

/** The offset of its data. */
const DATA = process.arch === 'x64' ? 4 : 8;

/** Its size in bytes. */
export const EPOLL_EVENT_SIZE: number = DATA + 8;

/** Packs one event. `data` is a whole number that comes back with what is reported. */
export function packEpollEvent(events: number, data: number): Buffer {
  const packed = Buffer.alloc(EPOLL_EVENT_SIZE);
  packed.writeUInt32LE(events >>> 0);
  packed.writeUInt32LE(data % 2 ** 32, DATA);
  packed.writeUInt32LE(Math.floor(data / 2 ** 32), DATA + 4);
  return packed;
}

/** Unpacks the event at `index` of an array. */
export function unpackEpollEvent(
  bytes: Buffer,
  index: number,
): { readonly events: number; readonly data: number } {
  const at = EPOLL_EVENT_SIZE * index;
  const high = bytes.readUInt32LE(at + DATA + 4);
  return {
    events: bytes.readUInt32LE(at),
    data: high * 2 ** 32 + bytes.readUInt32LE(at + DATA),
  };
}
