/** Removes the file of the clients alone. */

import { UnixServer } from 'wirebook';
import { Broker, brokerAnswer } from '../../broker.ts';

class Wrong extends Broker {
  override open(path: string) {
    return new UnixServer({ path }, { unlinkOnClose: path.endsWith('clients') });
  }
}

export const openBroker = brokerAnswer(Wrong);
