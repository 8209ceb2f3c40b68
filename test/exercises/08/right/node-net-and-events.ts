/** A right answer to exercise 08: a head read by hand, and a shelf over the events of node:net. */

import { once } from 'node:events';
import { STATUS_CODES } from 'node:http';
import net from 'node:net';
import type { ReadHead } from '../heads.ts';
import type { OpenShelf } from '../shelf.ts';

type Fields = Readonly<Record<string, string>>;

export function respond(status: number, fields: Fields, body: string | Uint8Array): Uint8Array {
  const content = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n`;
  for (const [name, value] of Object.entries(fields)) {
    if (name === '' || name.replaceAll(/[A-Za-z0-9-]/g, '') !== '') throw new TypeError(name);
    if (value.includes('\r') || value.includes('\n')) throw new TypeError(value);
    head += `${name}: ${value}\r\n`;
  }
  if (status === 204) return new TextEncoder().encode(`${head}\r\n`);
  const start = new TextEncoder().encode(`${head}Content-Length: ${content.byteLength}\r\n\r\n`);
  const answer = new Uint8Array(start.length + content.byteLength);
  answer.set(start);
  answer.set(content, start.length);
  return answer;
}

const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const digits = '0123456789';
const nameCharacters = `${upper}${upper.toLowerCase()}${digits}-_`;

function consistsOf(text: string, characters: string): boolean {
  return text !== '' && [...text].every((character) => characters.includes(character));
}

/** Takes spaces and tabs away, and nothing else. */
function stripped(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && ' \t'.includes(text.charAt(start))) start += 1;
  while (end > start && ' \t'.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

export function parseHead(head: string): ReadHead {
  const lines = head.split('\r\n');
  if (lines.pop() !== '' || lines.pop() !== '') throw new SyntaxError('No empty line');
  if (lines.some((line) => line.includes('\r') || line.includes('\n'))) {
    throw new SyntaxError('Half a line end');
  }
  const [method = '', target = '', version = '', ...more] = (lines.shift() ?? '').split(' ');
  const isRequest = consistsOf(method, upper) && target.startsWith('/') && more.length === 0;
  if (!isRequest || (version !== 'HTTP/1.1' && version !== 'HTTP/1.0')) {
    throw new SyntaxError('No request line');
  }
  const fields: Record<string, string> = Object.create(null);
  const counts = { host: 0, 'content-length': 0, 'transfer-encoding': 0 };
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (!consistsOf(line.slice(0, Math.max(colon, 0)), nameCharacters)) throw new SyntaxError(line);
    const name = line.slice(0, colon).toLowerCase();
    const value = stripped(line.slice(colon + 1));
    fields[name] = name in fields ? `${fields[name]}, ${value}` : value;
    if (Object.hasOwn(counts, name)) counts[name as keyof typeof counts] += 1;
  }
  if (version === 'HTTP/1.1' && counts.host !== 1) throw new SyntaxError('Host');
  if (counts['content-length'] + counts['transfer-encoding'] > 1) throw new SyntaxError('Body');
  const length = fields['content-length'] ?? '0';
  if (!consistsOf(length, digits) || length.length > 10) throw new SyntaxError('Length');
  const coding = fields['transfer-encoding']?.toLowerCase();
  if (coding !== undefined && (coding !== 'chunked' || version === 'HTTP/1.0')) {
    throw new SyntaxError('Coding');
  }
  const words = (fields.connection ?? '').split(',').map((word) => stripped(word).toLowerCase());
  return {
    method,
    target,
    fields: { ...fields },
    body: coding === undefined ? Number.parseInt(length, 10) : 'chunked',
    staysOpen: version === 'HTTP/1.1' && words.every((word) => word !== 'close'),
  };
}

class Refused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(String(status));
    this.status = status;
  }
}

const most = 65_536;

/** The requests of one client, taken from its bytes as they come. */
class Requests {
  bytes: Buffer = Buffer.alloc(0);
  #head: ReadHead | undefined;
  #content: Buffer = Buffer.alloc(0);
  readonly #goOn: () => void;

  constructor(goOn: () => void) {
    this.#goOn = goOn;
  }

  /** The next request that is whole. */
  next(): { readonly head: ReadHead; readonly content: Buffer } | undefined {
    const head = this.#head ?? this.#takeHead();
    if (head === undefined) return undefined;
    const isWhole = head.body === 'chunked' ? this.#takeChunks() : this.#takeCounted(head.body);
    if (!isWhole) return undefined;
    const request = { head, content: this.#content };
    this.#head = undefined;
    this.#content = Buffer.alloc(0);
    return request;
  }

  #takeHead(): ReadHead | undefined {
    const end = this.bytes.indexOf('\r\n\r\n');
    const isLong = end < 0 ? this.bytes.length > 8192 : end + 4 > 8192;
    if (isLong) throw new Refused(400);
    if (end < 0) return undefined;
    try {
      this.#head = parseHead(this.#take(end + 4).toString('latin1'));
    } catch {
      throw new Refused(400);
    }
    const { body, fields } = this.#head;
    if (body !== 'chunked' && body > most) throw new Refused(413);
    if (fields.expect?.toLowerCase() === '100-continue') this.#goOn();
    return this.#head;
  }

  #takeCounted(length: number): boolean {
    if (this.bytes.length < length) return false;
    this.#content = Buffer.from(this.#take(length));
    return true;
  }

  #takeChunks(): boolean {
    for (;;) {
      const end = this.bytes.indexOf('\r\n');
      if (end < 0) return false;
      const line = this.bytes.toString('latin1', 0, end);
      if (!/^[0-9A-Fa-f]+$/.test(line)) throw new Refused(400);
      const size = Number(`0x${line}`);
      if (this.#content.length + size > most) throw new Refused(413);
      const whole = end + 2 + size + 2;
      if (this.bytes.length < whole) return false;
      if (this.bytes.toString('latin1', whole - 2, whole) !== '\r\n') throw new Refused(400);
      const chunk = this.#take(whole).subarray(end + 2, -2);
      this.#content = Buffer.concat([this.#content, chunk]);
      if (size === 0) return true;
    }
  }

  #take(length: number): Buffer {
    const taken = this.bytes.subarray(0, length);
    this.bytes = this.bytes.subarray(length);
    return taken;
  }
}

export async function openShelf(host: string): Promise<OpenShelf> {
  const contents = new Map<string, Buffer>();
  const types = new Map<string, string | undefined>();
  const guests = new Set<net.Socket>();

  function answer({ method, target, fields }: ReadHead, content: Buffer): Uint8Array {
    const kept = contents.get(target);
    switch (method) {
      case 'PUT':
        contents.set(target, content);
        types.set(target, fields['content-type']);
        return respond(kept ? 204 : 201, {}, '');
      case 'GET':
      case 'HEAD': {
        const type = types.get(target);
        const named: Fields = type ? { 'Content-Type': type } : {};
        const whole = kept ? respond(200, named, kept) : respond(404, {}, '');
        return method === 'GET' ? whole : whole.subarray(0, whole.length - (kept?.length ?? 0));
      }
      default:
        return respond(405, { Allow: 'GET, HEAD, PUT' }, '');
    }
  }

  const server = net.createServer({ allowHalfOpen: true }, (guest) => {
    const requests = new Requests(() => guest.write('HTTP/1.1 100 Continue\r\n\r\n'));
    const leave = (last?: Uint8Array) => {
      guest.removeAllListeners('data').resume();
      if (last) guest.write(last);
      guest.destroySoon();
    };
    guests.add(guest);
    guest.on('close', () => guests.delete(guest));
    guest.on('error', () => guest.destroy());
    guest.on('end', () => guest.end());
    guest.on('data', (chunk) => {
      requests.bytes = Buffer.concat([requests.bytes, chunk]);
      try {
        for (let request = requests.next(); request; request = requests.next()) {
          guest.write(answer(request.head, request.content));
          if (!request.head.staysOpen) return leave();
        }
      } catch (error) {
        if (error instanceof Refused) leave(respond(error.status, {}, ''));
        else throw error;
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
