/** Looks at the certificate when it has asked. */

import type { ConnectionOptions, TLSSocket } from 'node:tls';
import type { Place } from '../../asker.ts';
import { Asker, askAnswer } from '../../asker.ts';

class Wrong extends Asker {
  override options(place: Place, ca: string): ConnectionOptions {
    return { ...super.options(place, ca), rejectUnauthorized: false };
  }

  override async read(client: TLSSocket): Promise<string> {
    const reason = client.authorizationError as unknown;
    if (!reason) return super.read(client);
    const said = reason instanceof Error ? reason : new Error(String(reason));
    throw Object.assign(said, { code: 'code' in said ? said.code : said.message });
  }
}

export const ask = askAnswer(Wrong);
