/** Compares the address of the sender with the target's, and not the port. */

import { RelayServer, type Row, relayAnswer } from '../../relay.ts';

class Wrong extends RelayServer {
  override async aim(): Promise<void> {}
  override async sendOn({ outside }: Row, data: Buffer): Promise<void> {
    await outside.sendTo(data, this.targetAddress());
  }
  override async receiveBack({ outside }: Row): Promise<Buffer | undefined> {
    const [data, from] = await outside.recvFrom(65_507);
    return from?.ipAddress === this.target.host ? data : undefined;
  }
}

export const openRelay = relayAnswer(Wrong);
