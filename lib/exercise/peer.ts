/**
 * Calls between two processes, by message.
 *
 * Data crosses as a structured clone. What cannot be cloned stays where it is: a function, or an
 * object with methods such as a `Socket`, arrives as a stand-in whose methods call home, and which
 * becomes the original again when it is passed back.
 */

import { inspect } from 'node:util';

/** What one end sends to the other. Sent by structured clone. */
export type PeerMessage =
  | { readonly kind: 'offer'; readonly value: unknown }
  | {
      readonly kind: 'call';
      readonly id: number;
      readonly target: number;
      readonly args: readonly unknown[];
    }
  | {
      readonly kind: 'return';
      readonly id: number;
      readonly ok: boolean;
      readonly value: unknown;
    };

/** How a value of one process looks in the other: its functions have become asynchronous. */
export type Remote<T> = T extends (...args: infer A) => infer R
  ? (...args: { [K in keyof A]: A[K] | Remote<A[K]> }) => Promise<Remote<Awaited<R>>>
  : T extends Data
    ? T
    : { readonly [K in keyof T]: Remote<T[K]> };

type Data = string | number | bigint | boolean | undefined | null | symbol | Date | Bytes;
type Bytes = ArrayBuffer | ArrayBufferView;

/** An error that was thrown in the other process. */
export class RemoteError extends Error {
  override readonly name: string;
  readonly code: string | undefined;
  /** Node's further fields, such as `syscall`, `address` and `port`. */
  readonly details: Readonly<Record<string, unknown>>;
  /** The call that threw it, such as `openServer("127.0.2.1", 0)`. */
  call: string | undefined;

  constructor(name: string, message: string, details: Readonly<Record<string, unknown>>) {
    super(message);
    this.name = name;
    this.details = details;
    this.code = typeof details.code === 'string' ? details.code : undefined;
  }
}

/** A call that was not answered in time. */
export class UnansweredError extends Error {
  override readonly name = 'UnansweredError';
}

/** The other process has ended. */
export class LostError extends Error {
  override readonly name = 'LostError';
}

/** A function or an object of the other end: its number there, and its name for messages. */
interface Target {
  readonly target: number;
  readonly name: string;
}

const mark = '\u0000wirebook';
const depthLimit = 6;

/** One end of the channel. */
export class Peer {
  readonly #send: (message: PeerMessage) => void;
  /** Ours that the other end may name. */
  readonly #ours: unknown[] = [];
  readonly #ourIds = new Map<unknown, number>();
  /** Stand-ins for theirs, and what they know each by. */
  readonly #theirs = new WeakMap<object, Target>();
  readonly #calls = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #offered = Promise.withResolvers<unknown>();
  readonly #patience: number | undefined;
  #nextCall = 0;
  #late = 0;
  #lost: Error | undefined;

  /**
   * @param send puts a message on the channel
   * @param patience how long a call may take, in milliseconds; without it a call waits for ever
   */
  constructor(send: (message: PeerMessage) => void, patience?: number) {
    this.#send = send;
    this.#patience = patience;
    // The other end may vanish while nobody is waiting yet.
    this.#offered.promise.catch(() => {});
  }

  /** Gives the other end a value to begin with. */
  offer(value: unknown): void {
    this.#send({ kind: 'offer', value: this.#encode(value, 0) });
  }

  /** The value that the other end has offered. */
  offered(): Promise<unknown> {
    return this.#offered.promise;
  }

  /** Takes what the channel has brought. The sender may be hostile: nothing in it is trusted. */
  receive(message: PeerMessage): void {
    if (typeof message !== 'object' || message === null) return;
    if (message.kind === 'offer') this.#offered.resolve(this.#decode(message.value, 0));
    else if (message.kind === 'call') void this.#answer(message);
    else if (message.kind === 'return') {
      const call = this.#calls.get(message.id);
      this.#calls.delete(message.id);
      const value = this.#decode(message.value, 0);
      if (message.ok) call?.resolve(value);
      else call?.reject(value instanceof Error ? value : new RemoteError('Error', text(value), {}));
    }
  }

  /** Fails every call that waits, and every later one: the other end is gone. */
  lose(reason: Error): void {
    this.#lost = reason;
    this.#offered.reject(reason);
    for (const call of this.#calls.values()) call.reject(reason);
    this.#calls.clear();
  }

  async #answer(message: PeerMessage & { readonly kind: 'call' }): Promise<void> {
    const answer = { kind: 'return', id: message.id } as const;
    try {
      const target = this.#ours[message.target];
      if (typeof target !== 'function' || !Array.isArray(message.args)) {
        throw new TypeError('There is no such function');
      }
      const result: unknown = await target(...message.args.map((arg) => this.#decode(arg, 0)));
      this.#send({ ...answer, ok: true, value: this.#encode(result, 0) });
    } catch (error) {
      this.#send({ ...answer, ok: false, value: this.#encode(error, 0) });
    }
  }

  async #call({ target, name }: Target, args: readonly unknown[]): Promise<unknown> {
    if (this.#lost !== undefined) throw this.#lost;
    const id = this.#nextCall++;
    const call = Promise.withResolvers<unknown>();
    this.#calls.set(id, call);
    this.#send({ kind: 'call', id, target, args: args.map((arg) => this.#encode(arg, 0)) });
    const spelled = () => `${name}(${args.map((arg) => this.#spell(arg)).join(', ')})`;
    const patience = this.#patienceNow();
    const late = () => {
      this.#late += 1;
      call.reject(new UnansweredError(`${spelled()} has not ended after ${patience} ms`));
    };
    const timer = patience === undefined ? undefined : setTimeout(late, patience);
    try {
      return await call.promise;
    } catch (error) {
      if (error instanceof RemoteError) error.call = spelled();
      throw error;
    } finally {
      clearTimeout(timer);
      this.#calls.delete(id);
    }
  }

  /** Who has kept us waiting twice is not waited for as long again. */
  #patienceNow(): number | undefined {
    return this.#patience === undefined || this.#late < 2 ? this.#patience : this.#patience / 6;
  }

  #encode(value: unknown, depth: number): unknown {
    if (typeof value === 'symbol') return value.toString();
    if (typeof value === 'function') {
      const { name } = value;
      return this.#returning(value) ?? { [mark]: 'function', id: this.#idOf(value), name };
    }
    if (typeof value !== 'object' || value === null || isData(value)) return value;
    if (depth > depthLimit) return undefined;
    if (value instanceof Error) return encodeError(value);
    if (Array.isArray(value)) return value.map((item) => this.#encode(item, depth + 1));
    const going = this.#returning(value);
    if (going !== undefined) return going;
    const plain = isPlain(value);
    const fields = (plain ? Object.keys(value) : membersOf(value)).flatMap((key) => {
      const field = read(value, key);
      const bound = !plain && typeof field === 'function' ? field.bind(value) : field;
      // What an instance holds inside goes along only near the surface.
      if (!plain && depth > 1 && typeof bound === 'object') return [];
      return [[key, this.#encode(bound, depth + 1)]];
    });
    const copy = Object.fromEntries(fields);
    const methods = plain && Object.values(value).every((field) => typeof field !== 'function');
    if (methods) return copy;
    const name = read(Object(read(value, 'constructor')), 'name');
    return { [mark]: 'object', id: this.#idOf(value), name, fields: copy };
  }

  #decode(value: unknown, depth: number): unknown {
    if (typeof value !== 'object' || value === null || isData(value)) return value;
    if (depth > 2 * depthLimit) return undefined;
    if (Array.isArray(value)) return value.map((item) => this.#decode(item, depth + 1));
    const kind = read(value, mark);
    const id = Number(read(value, 'id'));
    if (kind === 'error') return decodeError(value);
    if (kind === 'home') return this.#ours[id];
    if (kind === 'function') {
      return this.#standIn({ target: id, name: text(read(value, 'name')).replace(/^bound /, '') });
    }
    const fields = kind === 'object' ? Object(read(value, 'fields')) : value;
    // fromEntries defines own properties, so that a field named __proto__ is only a field.
    const copy: object = Object.fromEntries(
      Object.keys(fields).map((key) => [key, this.#decode(read(fields, key), depth + 1)]),
    );
    if (kind === 'object') this.#theirs.set(copy, { target: id, name: text(read(value, 'name')) });
    return copy;
  }

  #standIn(target: Target): object {
    const standIn = (...args: unknown[]) => {
      const answer = this.#call(target, args);
      // A check may start a call and look at its end later, or never.
      answer.catch(() => {});
      return answer;
    };
    this.#theirs.set(standIn, target);
    return standIn;
  }

  /** A stand-in that goes back to where it came from. */
  #returning(value: object): unknown {
    const known = this.#theirs.get(value);
    return known === undefined ? undefined : { [mark]: 'home', id: known.target };
  }

  /** An argument as a message shows it: what stays at the other end by its name alone. */
  #spell(arg: unknown): string {
    const known = this.#theirs.get(Object(arg));
    return known === undefined ? inspect(arg, { depth: 0 }) : `[${known.name}]`;
  }

  #idOf(value: unknown): number {
    const known = this.#ourIds.get(value);
    if (known !== undefined) return known;
    this.#ourIds.set(value, this.#ours.length);
    return this.#ours.push(value) - 1;
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** What structured cloning copies by itself. */
function isData(value: object): boolean {
  return value instanceof Date || value instanceof ArrayBuffer || ArrayBuffer.isView(value);
}

/** The names of an instance's methods, getters and own fields. */
function membersOf(value: object): string[] {
  const names = new Set(Object.keys(value));
  let prototype: object | null = Object.getPrototypeOf(value);
  while (prototype !== null && prototype !== Object.prototype) {
    for (const name of Object.getOwnPropertyNames(prototype)) names.add(name);
    prototype = Object.getPrototypeOf(prototype);
  }
  names.delete('constructor');
  return [...names];
}

/** A field's value; a getter that throws, as those of a closed socket may, counts as absent. */
function read(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    // The check will see the field missing, which says as much as the error would.
    return undefined;
  }
}

function encodeError(error: Error): unknown {
  const details = ['code', 'errno', 'syscall', 'address', 'port', 'path'].flatMap((key) => {
    const field = read(error, key);
    return typeof field === 'string' || typeof field === 'number' ? [[key, field]] : [];
  });
  const { name, message } = error;
  return { [mark]: 'error', name, message, details: Object.fromEntries(details) };
}

function decodeError(value: object): RemoteError {
  const details = Object(read(value, 'details')) as Readonly<Record<string, unknown>>;
  return new RemoteError(text(read(value, 'name')), text(read(value, 'message')), details);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 2000) : typeof value;
}
