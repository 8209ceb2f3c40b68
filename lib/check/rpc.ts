/**
 * RPC: calls between two processes, by message.
 *
 * Data crosses as a structured clone. A function, or an object with methods such as a `Socket`, stays
 * where it is: the other end gets a stand-in whose methods send calls back, and which becomes the
 * original again when it is passed back.
 */

import { inspect } from 'node:util';
import {
  decodeError,
  encodeError,
  isData,
  isPlain,
  mark,
  membersOf,
  read,
  text,
} from './rpc-values.ts';
import type { ProcessTimeouts } from './scene/process-timeouts.ts';
import { nameCall, RemoteError, UnansweredError } from './scene/remote.ts';

/** A message from one end to the other, sent by structured clone. */
export type RpcMessage =
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
    }
  /** Asks for a pong, which shows that the event loop of the other end turns. */
  | { readonly kind: 'ping' | 'pong' };

/** A function or an object of the other end: its number there, and its name for messages. */
interface Target {
  readonly target: number;
  readonly name: string;
}

const depthLimit = 6;

/** The timeout of calls. */
export interface CallTimeout {
  readonly milliseconds: number;
  readonly timeouts: ProcessTimeouts;
}

/** One end of the channel. */
export class RpcEndpoint {
  readonly #send: (message: RpcMessage) => void;
  /** Functions and objects of this end that the other end may name. */
  readonly #ours: unknown[] = [];
  readonly #ourIds = new Map<unknown, number>();
  /** Stand-ins for functions and objects of the other end. */
  readonly #theirs = new WeakMap<object, Target>();
  readonly #calls = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #offered = Promise.withResolvers<unknown>();
  readonly #timeout: CallTimeout | undefined;
  /** Pings under way, the oldest first: their answers come in the same order. */
  readonly #pings: PromiseWithResolvers<void>[] = [];
  #nextCall = 0;
  /** How often a function of this name has not answered in time. */
  readonly #timeouts = new Map<string, number>();
  #lost: Error | undefined;

  /**
   * @param send puts a message on the channel
   * @param timeout the timeout of each call; without it a call may wait for ever
   */
  constructor(send: (message: RpcMessage) => void, timeout?: CallTimeout) {
    this.#send = send;
    this.#timeout = timeout;
    // The other end may vanish before offered() is awaited.
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

  /** Takes a message from the channel. The sender may be hostile: nothing in it is trusted. */
  receive(message: RpcMessage): void {
    if (typeof message !== 'object' || message === null) return;
    if (message.kind === 'offer') this.#offered.resolve(this.#decode(message.value, 0));
    else if (message.kind === 'call') void this.#answer(message);
    else if (message.kind === 'ping') this.#send({ kind: 'pong' });
    else if (message.kind === 'pong') this.#pings.shift()?.resolve();
    else if (message.kind === 'return') {
      const call = this.#calls.get(message.id);
      this.#calls.delete(message.id);
      const value = this.#decode(message.value, 0);
      if (message.ok) call?.resolve(value);
      else call?.reject(value instanceof Error ? value : new RemoteError('Error', text(value), {}));
    }
  }

  /** Resolves once the other end has taken a message. */
  ping(): Promise<void> {
    const ping = Promise.withResolvers<void>();
    this.#pings.push(ping);
    this.#send({ kind: 'ping' });
    return ping.promise;
  }

  /** Lets calls be made again, after {@link lose}: the other end answers once more. */
  regain(): void {
    this.#lost = undefined;
  }

  /** Fails every call that waits, and every later one: the other end is gone. */
  lose(reason: Error): void {
    this.#lost = reason;
    this.#offered.reject(reason);
    for (const call of this.#calls.values()) call.reject(reason);
    this.#calls.clear();
  }

  async #answer(message: RpcMessage & { readonly kind: 'call' }): Promise<void> {
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
    const milliseconds = this.#milliseconds(name);
    const timeout = this.#timeout?.timeouts.start(milliseconds, () => {
      this.#timeouts.set(name, (this.#timeouts.get(name) ?? 0) + 1);
      call.reject(new UnansweredError(`${spelled()} has not ended after ${milliseconds} ms`));
    });
    try {
      return await call.promise;
    } catch (error) {
      if (error instanceof RemoteError) error.call = spelled();
      throw error;
    } finally {
      timeout?.clear();
      this.#calls.delete(id);
    }
  }

  /** A function that has not answered twice gets a sixth of the time from then on. */
  #milliseconds(name: string): number {
    const { milliseconds = 0 } = this.#timeout ?? {};
    return (this.#timeouts.get(name) ?? 0) < 2 ? milliseconds : milliseconds / 6;
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
      // Objects within an instance are copied only near the surface.
      if (!plain && depth > 1 && typeof bound === 'object') return [];
      return [[key, this.#encode(bound, depth + 1)]];
    });
    const copy = Object.fromEntries(fields);
    const methods = plain && Object.values(value).every((field) => typeof field !== 'function');
    if (methods) return copy;
    const name = read(Object(read(value, 'constructor')), 'name');
    return { [mark]: 'object', id: this.#idOf(value), name, fields: copy };
  }

  /** @param key the field that the value comes from; it names a function without a name */
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
      nameCall(answer, target.name);
      // A check may await the answer of a call later, or never.
      answer.catch(() => {});
      return answer;
    };
    Object.defineProperty(standIn, 'name', { value: target.name });
    this.#theirs.set(standIn, target);
    return standIn;
  }

  /** The encoding of a stand-in that goes back to its own end, if `value` is one. */
  #returning(value: object): unknown {
    const known = this.#theirs.get(value);
    return known === undefined ? undefined : { [mark]: 'home', id: known.target };
  }

  /** An argument as an error message shows it: a stand-in by its name alone. */
  #spell(arg: unknown): string {
    const known = this.#theirs.get(Object(arg));
    // A class that is exported under its own name has another one within its module.
    if (known !== undefined) return `[${known.name.replace(/^_+/, '')}]`;
    if (typeof arg === 'function') return '[Function]';
    const hasMethods = Object.values(Object(arg)).some((field) => typeof field === 'function');
    return inspect(arg, { depth: hasMethods ? -1 : 0, maxStringLength: 40, maxArrayLength: 5 });
  }

  #idOf(value: unknown): number {
    const known = this.#ourIds.get(value);
    if (known !== undefined) return known;
    this.#ourIds.set(value, this.#ours.length);
    return this.#ours.push(value) - 1;
  }
}
