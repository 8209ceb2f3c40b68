/** Has the predecessor close, and then opens the port anew. */

import { TcpServer, TcpSocket, type UnixSocket } from 'wirebook';
import { HeirServer, heirAnswer } from '../../heir.ts';

class Wrong extends HeirServer {
  static override async receive(before: UnixSocket, host: string): Promise<TcpServer> {
    const { descriptors } = await before.receiveDescriptors();
    const passed = TcpSocket.fromFd(descriptors[0] ?? -1);
    const { ipPort: port } = passed.localAddress;
    passed.close();
    await before.sendAll('k');
    await before.recv();
    return new TcpServer({ host, port });
  }

  override async announce(): Promise<void> {
    this.before?.close();
  }
}

export const takeOver = heirAnswer(Wrong);
