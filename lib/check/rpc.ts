/**
 * Calls between two processes, by message.
 *
 * Data crosses as a structured clone. What cannot be cloned stays where it is: a function, or an
 * object with methods such as a `Socket`, arrives as a stand-in whose methods call home, and which
 * becomes the original again when it is passed back.
 */

import { inspect } from 'node:util';
import type { Patience } from './patience.ts';
import {
  decodeError,
  encodeError,
  isData,
  isPlain,
  mark,
  membersOf,
  read,
  text,
} from './peer-values.ts';
import { RemoteError, UnansweredError } from './remote.ts';

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

/** A function or an object of the other end: its number there, and its name for messages. */
interface Target {
  readonly target: number;
  readonly name: string;
}

const depthLimit = 6;

/** How long a call may take. */
export interface CallWait {
  readonly milliseconds: number;
  readonly patience: Patience;
}

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
  readonly #wait: CallWait | undefined;
  #nextCall = 0;
  #late = 0;
  #lost: Error | undefined;

  /**
   * @param send puts a message on the channel
   * @param wait how long to wait for the end of a call; without it a call waits for ever
   */
  constructor(send: (message: PeerMessage) => void, wait?: CallWait) {
    this.#send = send;
    this.#wait = wait;
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
    const milliseconds = this.#milliseconds();
    const limit = this.#wait?.patience.limit(milliseconds, () => {
      this.#late += 1;
      call.reject(new UnansweredError(`${spelled()} has not ended after ${milliseconds} ms`));
    });
    try {
      return await call.promise;
    } catch (error) {
      if (error instanceof RemoteError) error.call = spelled();
      throw error;
    } finally {
      limit?.end();
      this.#calls.delete(id);
    }
  }

  /** Who has kept us waiting twice is not waited for as long again. */
  #milliseconds(): number {
    const { milliseconds = 0 } = this.#wait ?? {};
    return this.#late < 2 ? milliseconds : milliseconds / 6;
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

  /** @param key the field that the value comes from: what a function without a name goes by */
  #decode(value: unknown, depth: number, key = ''): unknown {
    if (typeof value !== 'object' || value === null || isData(value)) return value;
    if (depth > 2 * depthLimit) return undefined;
    if (Array.isArray(value)) return value.map((item) => this.#decode(item, depth + 1));
    const kind = read(value, mark);
    const id = Number(read(value, 'id'));
    if (kind === 'error') return decodeError(value);
    if (kind === 'home') return this.#ours[id];
    if (kind === 'function') {
      const name = text(read(value, 'name')).replace(/^bound /, '');
      return this.#standIn({ target: id, name: name === '' ? key : name });
    }
    const fields = kind === 'object' ? Object(read(value, 'fields')) : value;
    // fromEntries defines own properties, so that a field named __proto__ is only a field.
    const copy: object = Object.fromEntries(
      Object.keys(fields).map((key) => [key, this.#decode(read(fields, key), depth + 1, key)]),
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
    return known === undefined
      ? inspect(arg, { depth: 0, maxStringLength: 40, maxArrayLength: 5 })
      : `[${known.name}]`;
  }

  #idOf(value: unknown): number {
    const known = this.#ourIds.get(value);
    if (known !== undefined) return known;
    this.#ourIds.set(value, this.#ours.length);
    return this.#ours.push(value) - 1;
  }
}
