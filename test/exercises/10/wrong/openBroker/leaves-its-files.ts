/** Its files are left over. */

import { UnixServer } from 'wirebook';
import { Broker, brokerAnswer } from '../../broker.ts';

class Wrong extends Broker {
  override open(path: string) {
    return new UnixServer({ path });
  }
}

export const openBroker = brokerAnswer(Wrong);
