/** Passes all clients to the first worker. */

import type { UnixSocket } from 'wirebook';
import { Broker, brokerAnswer } from '../../broker.ts';

class Wrong extends Broker {
  override turn(_worker: UnixSocket) {}
}

export const openBroker = brokerAnswer(Wrong);
