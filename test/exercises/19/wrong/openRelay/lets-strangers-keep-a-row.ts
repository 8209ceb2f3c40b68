/** Begins the time anew with what it drops. */

import { RelayServer, type Row, relayAnswer } from '../../relay.ts';

class Wrong extends RelayServer {
  override async aim(): Promise<void> {}
  override async sendOn({ outside }: Row, data: Buffer): Promise<void> {
    await outside.sendTo(data, this.targetAddress());
  }
  override async receiveBack(row: Row): Promise<Buffer | undefined> {
    const [data, from] = await row.outside.recvFrom(65_507);
    this.touchBack(row);
    return String(from) === String(this.targetAddress()) ? data : undefined;
  }
}

export const openRelay = relayAnswer(Wrong);
