/** Compares the name by itself, and does not say it to the server. */

import type { ConnectionOptions, PeerCertificate } from 'node:tls';
import { checkServerIdentity as identify } from 'node:tls';
import type { Place } from '../../asker.ts';
import { Asker, askAnswer } from '../../asker.ts';

class Wrong extends Asker {
  override options({ host, port, name }: Place, ca: string): ConnectionOptions {
    const checkServerIdentity = (_: string, cert: PeerCertificate) => identify(name, cert);
    return { host, port, ca, checkServerIdentity };
  }
}

export const ask = askAnswer(Wrong);
