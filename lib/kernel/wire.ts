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

export interface Message {
  /** The ZeroMQ addresses a reply goes back to. */
  readonly identities: readonly Buffer[];
  readonly header: Header;
  readonly parent: Header | Record<string, never>;
  readonly metadata: Content;
  readonly content: Content;
}

const delimiter = Buffer.from('<IDS|MSG>');
const session = randomUUID();

/** Signs messages, and refuses what is not signed with the same key. */
export class Wire {
  readonly #key: string;

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
    const [header, parent, metadata, content] = parts.map((part) => asObject(part));
    if (typeof header?.msg_type !== 'string') throw new Error('a message without type');
    return {
      identities: frames.slice(0, at),
      // A signed message comes from the front end, which writes headers as the protocol has them.
      header: header as unknown as Header,
      parent: parent as Message['parent'],
      metadata: metadata ?? {},
      content: content ?? {},
    };
  }

  /** A message to send, in answer to `parent` where there is one. */
  encode(
    type: string,
    content: Content,
    options: { readonly parent?: Message | undefined; readonly identities?: readonly Buffer[] },
  ): readonly (Buffer | string)[] {
    const header: Header = {
      msg_id: randomUUID(),
      msg_type: type,
      session,
      username: options.parent?.header.username ?? 'kernel',
      date: new Date().toISOString(),
      version: protocolVersion,
    };
    const parts = [header, options.parent?.header ?? {}, {}, content].map((part) =>
      JSON.stringify(part),
    );
    return [...(options.identities ?? []), delimiter, this.#sign(parts), ...parts];
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
  if (typeof value !== 'object' || value === null)
    throw new Error('a message part that is no object');
  return value as Record<string, unknown>;
}
