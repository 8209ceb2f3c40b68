/** Sends answers from the socket outside. */

import { RelayServer, type Row, relayAnswer } from '../../relay.ts';

class Wrong extends RelayServer {
  override async aim(): Promise<void> {}
  override async sendOn({ outside }: Row, data: Buffer): Promise<void> {
    await outside.sendTo(data, this.targetAddress());
  }
  override async receiveBack({ outside }: Row): Promise<Buffer | undefined> {
    const [data, from] = await outside.recvFrom(65_507);
    return String(from) === String(this.targetAddress()) ? data : undefined;
  }
  override async answer({ client, outside }: Row, data: Buffer): Promise<void> {
    await outside.sendTo(data, client);
  }
}

export const openRelay = relayAnswer(Wrong);
