/** A right answer to exercise 07: a decoder that looks at each byte once, and a store over node:net. */

import { once } from 'node:events';
import net from 'node:net';
import type { OpenDecoder } from '../netstrings.ts';
import type { OpenStore } from '../store.ts';

export function encode(message: string | Uint8Array): Uint8Array {
  const bytes = typeof message === 'string' ? new TextEncoder().encode(message) : message;
  const head = new TextEncoder().encode(`${bytes.byteLength}:`);
  const frame = new Uint8Array(head.length + bytes.length + 1);
  frame.set(head);
  frame.set(bytes, head.length);
  frame[frame.length - 1] = 0x2c;
  return frame;
}

export function openDecoder(limit: number): OpenDecoder {
  let digits = '';
  let body: Buffer | undefined;
  let filled = 0;

  /** Takes one byte; returns the message that it completed. */
  function take(byte: number): Buffer | undefined {
    if (body === undefined) {
      const isDigit = byte >= 0x30 && byte <= 0x39 && digits.length < 10 && digits !== '0';
      if (isDigit) digits += String.fromCharCode(byte);
      else if (byte !== 0x3a || digits === '') throw new Error('No netstring: not a length');
      else if (Number(digits) > limit) throw new RangeError(`${digits} bytes are too many`);
      else body = Buffer.alloc(Number(digits));
      return undefined;
    }
    if (filled < body.length) {
      body[filled] = byte;
      filled += 1;
      return undefined;
    }
    if (byte !== 0x2c) throw new Error('No netstring: no comma');
    const message = body;
    digits = '';
    body = undefined;
    filled = 0;
    return message;
  }

  return {
    push: (piece) => [...piece].map(take).filter((message) => message !== undefined),
    end() {
      const came = digits.length + (body === undefined ? 0 : 1 + filled);
      if (came > 0) throw new Error(`The netstring ended after ${came} of its bytes`);
    },
  };
}

/** The requests that lie whole in a client's bytes, and what is left of them. */
class Requests {
  bytes: Buffer = Buffer.alloc(0);
  readonly #notes: Map<string, Buffer>;

  constructor(notes: Map<string, Buffer>) {
    this.#notes = notes;
  }

  /** The answer to the next request; undefined where it is not whole. */
  next(): Buffer | undefined {
    const end = this.bytes.indexOf('\n');
    if (end > 100 || (end < 0 && this.bytes.length > 100)) throw new RangeError('A long line');
    if (end < 0) return undefined;
    const [verb, name, size, ...more] = this.bytes.toString('latin1', 0, end).split(' ');
    if (more.length > 0 || !/^[a-z0-9]+$/i.test(name ?? '')) throw new Error('No request');
    if (verb === 'get' && size === undefined) {
      this.bytes = this.bytes.subarray(end + 1);
      return this.#get(name ?? '');
    }
    if (verb !== 'put' || !/^[0-9]+$/.test(size ?? '')) throw new Error('No request');
    const length = Number(size);
    if (length > 65_536) throw new RangeError('A long note');
    if (this.bytes.length < end + 1 + length) return undefined;
    this.#notes.set(name ?? '', Buffer.from(this.bytes.subarray(end + 1, end + 1 + length)));
    this.bytes = this.bytes.subarray(end + 1 + length);
    return Buffer.from('ok\n');
  }

  #get(name: string): Buffer {
    const note = this.#notes.get(name);
    if (note === undefined) return Buffer.from('none\n');
    return Buffer.concat([Buffer.from(`${note.length}\n`), note]);
  }
}

export async function openStore(host: string): Promise<OpenStore> {
  const notes = new Map<string, Buffer>();
  const guests = new Set<net.Socket>();
  const server = net.createServer({ allowHalfOpen: true }, (guest) => {
    const requests = new Requests(notes);
    guests.add(guest);
    guest.on('close', () => guests.delete(guest));
    guest.on('error', () => guest.destroy());
    guest.on('end', () => guest.end());
    guest.on('data', (chunk) => {
      requests.bytes = Buffer.concat([requests.bytes, chunk]);
      try {
        for (let said = requests.next(); said; said = requests.next()) guest.write(said);
      } catch {
        guest.removeAllListeners('data').write('error\n');
        guest.destroySoon();
      }
    });
  });
  await once(server.listen(0, host), 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const guest of guests) guest.destroy();
      await closed;
    },
  };
}
