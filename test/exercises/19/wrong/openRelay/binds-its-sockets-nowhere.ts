/** Leaves the address of its sockets to the system. */

import { UdpSocket } from '../../../../../lib/socket/index.ts';
import { RelayServer, relayAnswer } from '../../relay.ts';

class Wrong extends RelayServer {
  override bindOutside(): UdpSocket {
    const socket = new UdpSocket();
    return socket;
  }
}

export const openRelay = relayAnswer(Wrong);
