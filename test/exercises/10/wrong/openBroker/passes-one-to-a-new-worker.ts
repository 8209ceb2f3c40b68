/** Passes one waiting client when a worker comes. */

import { Broker, brokerAnswer } from '../../broker.ts';

class Wrong extends Broker {
  override async passAll() {
    const [client, worker] = [this.nextClient(), this.nextWorker()];
    if (client === undefined || worker === undefined) return;
    await this.hand(client, worker);
    this.turn(worker);
    this.remove(this.waiting, client);
    this.handedOver(client);
  }
}

export const openBroker = brokerAnswer(Wrong);
