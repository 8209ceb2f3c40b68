/** Compares the port of the sender with the target's, and not the address. */

import { RelayServer, type Row, relayAnswer } from '../../relay.ts';

class Wrong extends RelayServer {
  override async aim(): Promise<void> {}
  override async sendOn({ outside }: Row, data: Buffer): Promise<void> {
    await outside.sendTo(data, this.targetAddress());
  }
  override async receiveBack({ outside }: Row): Promise<Buffer | undefined> {
    const [data, from] = await outside.recvFrom(65_507);
    return from?.ipPort === this.target.port ? data : undefined;
  }
}

export const openRelay = relayAnswer(Wrong);
