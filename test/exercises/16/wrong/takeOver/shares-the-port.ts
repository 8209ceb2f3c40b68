/** Opens a listening socket of its own beside that of its predecessor. */

import { TcpServer, TcpSocket, type UnixSocket } from 'wirebook';
import { HeirServer, heirAnswer } from '../../heir.ts';

class Wrong extends HeirServer {
  static override async receive(before: UnixSocket, host: string): Promise<TcpServer> {
    const { descriptors } = await before.receiveDescriptors();
    using passed = TcpSocket.fromFd(descriptors[0] ?? -1);
    const { ipPort: port } = passed.localAddress;
    passed.close();
    return new TcpServer({ host, port }, { reusePort: true });
  }
}

export const takeOver = heirAnswer(Wrong);
