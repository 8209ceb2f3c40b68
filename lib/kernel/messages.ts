/**
 * Jupyter messages as they travel over ZeroMQ: routing prefix, delimiter, signature, four JSON
 * parts, buffers.
 *
 * @see https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol
 */

import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

/** The version of Jupyter's messaging protocol that this kernel speaks. */
export const protocolVersion = '5.4';

export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly version: string;
}

export type Content = Readonly<Record<string, unknown>>;

/** A message of a front end. */
export interface Message {
  /** The ZeroMQ addresses a reply goes back to. */
  readonly identities: readonly Uint8Array[];
  readonly header: Header;
  /** The header of the message it answers. */
  readonly parent: Partial<Header>;
  readonly metadata: Content;
  readonly content: Content;
}

/** A message of the kernel. */
export interface OutgoingMessage {
  readonly type: string;
  /** The content as JSON. */
  readonly content: string;
  /** The request it answers, where there is one. */
  readonly parent: Header | undefined;
  readonly identities: readonly (Uint8Array | string)[];
  /** Its id; a new one by default. */
  readonly id?: string;
  /** The metadata as JSON; none by default. */
  readonly metadata?: string;
}

/** The number of signatures that are remembered, as ipykernel does. */
const mostSignatures = 65_536;

const delimiter = Buffer.from('<IDS|MSG>');
const session = randomUUID();

/** Signs messages, and refuses what is not signed with the same key. */
export class Wire {
  readonly #key: string;
  /** Signatures that were seen, the oldest first. */
  readonly #seen = new Set<string>();

  constructor(key: string) {
    this.#key = key;
  }

  /** @throws {Error} with what is wrong with the message */
  decode(frames: readonly Buffer[]): Message {
    const at = frames.findIndex((frame) => frame.equals(delimiter));
    if (at < 0) throw new Error('a message without delimiter');
    const [signature, ...rest] = frames.slice(at + 1);
    const parts = rest.slice(0, 4);
    if (signature === undefined || parts.length < 4) throw new Error('a message that is too short');
    if (!this.#isSigned(signature, parts)) throw new Error('a message with a wrong signature');
    this.#refuseRepeated(String(signature));
    const [header, parent, metadata, content] = parts.map((part) => asObject(part));
    if (typeof header?.msg_type !== 'string') throw new Error('a message without type');
    return {
      // Copied out of what may be a pool: a message to another thread would take the pool along.
      identities: frames.slice(0, at).map((frame) => new Uint8Array(frame)),
      // A signed message comes from a front end, which writes headers as the protocol has them.
      header: header as unknown as Header,
      parent: parent ?? {},
      metadata: metadata ?? {},
      content: content ?? {},
    };
  }

  /** The frames of a message to send. */
  encode({
    type,
    content,
    parent,
    identities,
    id,
    metadata = '{}',
  }: OutgoingMessage): (Uint8Array | string)[] {
    const header: Header = {
      msg_id: id ?? randomUUID(),
      msg_type: type,
      session,
      username: parent?.username ?? 'kernel',
      date: new Date().toISOString(),
      version: protocolVersion,
    };
    const parts = [JSON.stringify(header), JSON.stringify(parent ?? {}), metadata, content];
    return [...identities, delimiter, this.#sign(parts), ...parts];
  }

  /** A message that another user has overheard must not run again. Without a key nothing is signed. */
  #refuseRepeated(signature: string): void {
    if (this.#key === '') return;
    if (this.#seen.has(signature)) throw new Error('a message that came before');
    this.#seen.add(signature);
    const [oldest] = this.#seen;
    if (this.#seen.size > mostSignatures && oldest !== undefined) this.#seen.delete(oldest);
  }

  #isSigned(signature: Buffer, parts: readonly Buffer[]): boolean {
    const expected = Buffer.from(this.#sign(parts));
    return signature.length === expected.length && timingSafeEqual(signature, expected);
  }

  #sign(parts: readonly (Buffer | string)[]): string {
    if (this.#key === '') return '';
    const hmac = createHmac('sha256', this.#key);
    for (const part of parts) hmac.update(part);
    return hmac.digest('hex');
  }
}

function asObject(part: Buffer): Record<string, unknown> {
  const value: unknown = JSON.parse(part.toString());
  if (typeof value !== 'object' || value === null) {
    throw new Error('a message part that is no object');
  }
  return value as Record<string, unknown>;
}
