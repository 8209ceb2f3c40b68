import { expect } from 'chai';
import { closeLab } from '../../../lib/lab/hosts/open-lab.ts';
import { timeline } from '../../../lib/lab/tcp/timeline.ts';
import { SHUT_WR } from '../../../lib/socket/index.ts';
import { openTestLab } from '../hosts/open-test-lab.ts';

const patient = { timeout: 10_000 } as const;

describe('timeline on hosts of a lab', function () {
  this.timeout(60_000);
  after(closeLab);

  it('shows TIME-WAIT, which only the host knows of, however slow the link', async function () {
    const lab = await openTestLab(this);
    const [one, other] = await lab.hosts('one', 'other');
    await lab.link(one, other, { delay: 150 });
    using listener = await other.tcpServer(80);
    const lanes = await timeline(async () => {
      using client = await one.connect({ host: other, port: 80 }, patient);
      const server = await listener.accept(patient);
      client.shutdown(SHUT_WR);
      await server.recv(100, patient);
      server.close();
    });
    // Those that come and go with one packet are not always seen.
    const seen = (state: string) => state !== 'FIN-WAIT-2' && state !== 'CLOSED';
    const states = lanes.tracks.map(({ host, changes }) =>
      [host, ...changes.map(({ state }) => state).filter(seen)].join(' '),
    );
    expect(states).to.deep.equal([
      'other LISTEN',
      'one SYN-SENT ESTABLISHED FIN-WAIT-1 TIME-WAIT',
      'other ESTABLISHED CLOSE-WAIT LAST-ACK',
    ]);
    expect(String(lanes)).to.match(/^one 10\.0\.1\.1:\d+ to 10\.0\.1\.2:80: .*TIME-WAIT/m);
  });

  it('goes on when the lab is closed meanwhile', async function () {
    const lab = await openTestLab(this);
    const [one, other] = await lab.hosts('one', 'other');
    await lab.link(one, other);
    const lanes = await timeline(async () => {
      using _listener = await other.tcpServer(80);
      await one.connect({ host: other, port: 80 }, patient);
      await lab.close();
    });
    expect(lanes.tracks.map(({ changes }) => changes.at(-1)?.state)).to.include('CLOSED');
  });
});
