import { expect } from 'chai';
import { closeLab } from '../../../lib/lab/hosts/open-lab.ts';
import { capture } from '../../../lib/lab/index.ts';
import { Addrinfo } from '../../../lib/socket/index.ts';
import { openTestLab } from './open-test-lab.ts';

/** The kernel begins to note times a moment after the first socket asks for them: not in every lab. */
const labs = 6;

describe('the first capture in a lab', function () {
  this.timeout(60_000);
  afterEach(closeLab);

  for (let number = 1; number <= labs; number += 1) {
    it(`sees that each packet arrives, lab ${number} of ${labs}`, async function () {
      const lab = await openTestLab(this);
      const [one, other] = await lab.hosts('one', 'other');
      const link = await lab.link(one, other);
      using receiver = await other.udp(9);
      using sender = await one.udp();
      const seen = await capture(
        async () => {
          await sender.sendTo('x', Addrinfo.udp(other.address, 9));
          await receiver.recv(9);
        },
        { on: link },
      );
      // A question for the hardware address may come before the link is ready, and be lost.
      const datagrams = seen.packets.filter(({ protocol }) => protocol === 'udp');
      expect(datagrams).to.have.length(1);
      expect(datagrams.map(({ hop }) => hop?.travelTime)).not.to.include(undefined);
    });
  }
});
