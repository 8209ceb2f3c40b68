/** The client of exercise 18, step by step: a wrong answer is one that takes a step wrongly. */

import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';

export interface Place {
  readonly host: string;
  readonly port: number;
  readonly name: string;
}

export class Asker {
  readonly meanings: Readonly<Record<string, string>> = {
    ERR_TLS_CERT_ALTNAME_INVALID: 'wrong host',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown authority',
    SELF_SIGNED_CERT_IN_CHAIN: 'unknown authority',
    CERT_HAS_EXPIRED: 'expired',
  };

  options({ host, port, name }: Place, ca: string): ConnectionOptions {
    return { host, port, servername: name, ca };
  }

  async ask(place: Place, ca: string, question: string): Promise<string> {
    const client = connect(this.options(place, ca));
    try {
      await once(client, 'secureConnect');
      this.say(client, question);
      return await this.read(client);
    } catch (error) {
      throw this.translate(error as NodeJS.ErrnoException);
    } finally {
      this.leave(client);
    }
  }

  say(client: TLSSocket, question: string): void {
    client.write(`${question}\n`);
  }

  read(client: TLSSocket): Promise<string> {
    return text(client);
  }

  translate(error: NodeJS.ErrnoException): Error {
    const meaning = this.meanings[error.code ?? ''];
    return meaning === undefined ? error : new Error(meaning, { cause: error });
  }

  leave(client: TLSSocket): void {
    client.destroy();
  }
}

/** The function that a learner writes. */
export function askAnswer(Kind: new () => Asker): Asker['ask'] {
  return (place, ca, question) => new Kind().ask(place, ca, question);
}
