import { equal } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { Addrinfo, AF_PACKET, SOCK_DGRAM, Socket } from '../../../../lib/socket/index.ts';
import { inOwnNetwork } from '../../../own-network.ts';
import { outcomeOf } from '../../connected-pair.ts';

await inOwnNetwork(async () => {
  execFileSync('ip', ['link', 'set', 'lo', 'down']);
  using packets = new Socket(AF_PACKET, SOCK_DGRAM);
  equal(await outcomeOf(() => packets.sendTo('x', Addrinfo.packet('lo'))), 'ENETDOWN');
});
