import { equal } from 'node:assert/strict';
import { capture } from '../../../../lib/lab/index.ts';
import { probe, withFiveHosts } from '../five-hosts.ts';

/** The header of the complaint, and that of ICMP, stand before the packet that it quotes. */
const quotedAt = 20 + 8;
/** The place of the sender's address in a header of IPv4. */
const senderAt = 12;

await withFiveHosts(async ({ ann, home, outside, inside }) => {
  await home.nat(outside);
  await probe(ann, '192.0.2.1', 2); // so that hardware addresses are known
  for (const [link, sender] of [
    [outside, '203.0.113.2'],
    [inside, '192.168.1.2'],
  ] as const) {
    const { packets } = await capture(() => probe(ann, '192.0.2.1', 2), { on: link });
    const complaint = packets.find(({ protocol }) => protocol === 'icmp');
    const quoted = complaint?.bytes.subarray(quotedAt + senderAt, quotedAt + senderAt + 4) ?? [];
    equal([...quoted].join('.'), sender);
  }
});
