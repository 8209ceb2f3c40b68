import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import { interfaces, routes } from '../../../lib/lab/tables/network-tables.ts';
import { openTestLab } from '../hosts/open-test-lab.ts';

describe('tables of the network', () => {
  it('interfaces() shows the loopback interface with its addresses', () => {
    const lo = interfaces().rows.filter(({ name }) => name === 'lo');
    expect(lo[0]).to.include({ state: 'up', mtu: 65536 });
    expect(lo.map(({ address }) => address)).to.include('127.0.0.1/8');
  });

  it('routes() shows that all of 127.0.0.0/8 is this machine', () => {
    const all = routes().rows;
    expect(all).to.deep.include({
      destination: '127.0.0.0/8',
      gateway: '',
      interface: 'lo',
      kind: 'local',
    });
    const lines = execFileSync('ip', ['-4', 'route'], { encoding: 'utf8' }).trim().split('\n');
    const expected = lines.filter(Boolean).map((line) => line.split(' ')[0]);
    const names = all.filter(
      ({ kind, destination }) => kind === 'unicast' && !destination.includes(':'),
    );
    expect(names.map(({ destination }) => destination).slice(0, expected.length)).to.have.members(
      expected,
    );
  });

  it('both show those of a host of a lab', async function () {
    await using lab = await openTestLab(this);
    const host = await lab.host('alice');
    const router = await lab.router('router');
    await lab.link(host, router);
    await host.route('default', router);
    await host.refuse('10.9.0.0/16', 'prohibit');
    expect(interfaces(host).rows.filter(({ name }) => name === 'eth0')).to.deep.equal([
      {
        ...{ name: 'eth0', state: 'up', mtu: 1500, address: '10.0.1.1/24' },
        hardwareAddress: '02:00:00:00:01:01',
      },
    ]);
    const table = routes(host);
    const words = table.rows.map((row) => Object.values(row).join(' '));
    expect(words).to.include.members([
      '10.0.1.1  eth0 local',
      'default 10.0.1.2 eth0 unicast',
      '10.0.1.0/24  eth0 unicast',
    ]);
    expect(words.join('\n')).to.match(/^10\.9\.0\.0\/16 .*prohibit$/m);
    expect(String(table)).to.include('Routes of alice');
  });
});
