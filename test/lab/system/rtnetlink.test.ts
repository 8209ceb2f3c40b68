import { spawnSync } from 'node:child_process';
import { closeSync } from 'node:fs';
import { expect } from 'chai';
import {
  inNetworkNamespace,
  openNetworkNamespace,
} from '../../../lib/lab/system/network-namespace.ts';
import { NetworkSetup } from '../../../lib/lab/system/rtnetlink.ts';

/** What a call failed with, in words. */
function failure(act: () => void): string {
  try {
    act();
    return 'nothing';
  } catch (error) {
    return String(error);
  }
}

describe('the setup of a network', () => {
  let namespaces: number[] = [];
  let here: NetworkSetup;
  let there: NetworkSetup;

  before(function () {
    try {
      namespaces = [openNetworkNamespace(), openNetworkNamespace()];
    } catch (error) {
      console.log(`    skipped: ${error}`);
      this.skip();
    }
    [here, there] = namespaces.map((each) =>
      inNetworkNamespace(each, () => new NetworkSetup()),
    ) as [NetworkSetup, NetworkSetup];
    const namespace = namespaces[1] ?? -1;
    here.addCable('left', { name: 'right', namespace, hardwareAddress: '02:00:00:00:00:07' });
    here.setUp('left');
    there.setUp('right');
    here.addAddress('left', '10.1.2.1/24');
    there.addAddress('right', '10.1.2.2/24');
    here.addAddress('left', 'fd00::1/64');
  });
  after(() => {
    here?.[Symbol.dispose]();
    there?.[Symbol.dispose]();
    namespaces.forEach(closeSync);
  });

  /** The output of a program of iproute2, whose word counts. */
  function ip(...args: readonly string[]): string {
    return inNetworkNamespace(namespaces[0] ?? -1, () =>
      spawnSync('ip', args, { encoding: 'utf8' }),
    ).stdout;
  }

  it('agrees with ip(8) about interfaces and addresses', () => {
    expect(there.links().find(({ name }) => name === 'right')).to.include({
      ...{ isUp: true, isLoopback: false, mtu: 1500, hardwareAddress: '02:00:00:00:00:07' },
    });
    const index = here.indexOf('left');
    const own = here.addresses().filter((each) => each.index === index);
    const shown = ip('-o', 'address', 'show', 'dev', 'left');
    expect(own.map(({ address, prefix }) => `${address}/${prefix}`)).to.deep.equal(
      [...shown.matchAll(/inet6? (\S+)/g)].map(([, address]) => address),
    );
  });

  it('adds and removes routes of every kind, as ip(8) shows them', () => {
    here.addRoute({ destination: '10.9.0.0/16', type: 'unicast', gateway: '10.1.2.2' });
    here.addRoute({ destination: '10.8.0.0/16', type: 'prohibit' });
    here.addRoute({ destination: 'default', type: 'unicast', gateway: '10.1.2.2' });
    here.addRoute({ destination: 'fd01::/64', type: 'unicast', gateway: 'fd00::2' });
    const shown = `${ip('route')}${ip('-6', 'route')}`;
    expect(shown).to.include('10.9.0.0/16 via 10.1.2.2 dev left');
    expect(shown).to.include('prohibit 10.8.0.0/16');
    expect(shown).to.include('default via 10.1.2.2 dev left');
    expect(shown).to.include('fd01::/64 via fd00::2 dev left');
    const listed = here.routes().map(({ destination, type, gateway }) => {
      return `${type} ${destination} ${gateway ?? ''}`.trim();
    });
    expect(listed).to.include.members([
      'unicast 10.9.0.0/16 10.1.2.2',
      'prohibit 10.8.0.0/16',
      'unicast default 10.1.2.2',
      'unicast fd01::/64 fd00::2',
      'local 10.1.2.1/32',
    ]);
    here.removeRoute({ destination: '10.8.0.0/16', type: 'prohibit' });
    expect(ip('route')).not.to.include('prohibit');
  });

  it('switches forwarding on and off', () => {
    here.setForwarding('left');
    expect(ip('-4', 'netconf', 'show', 'dev', 'left')).to.include('forwarding on');
    here.setForwarding('left', false);
    expect(ip('-4', 'netconf', 'show', 'dev', 'left')).to.include('forwarding off');
  });

  it('makes bridges, whose ports can be silenced', () => {
    here.addBridge('switch');
    here.setUp('switch');
    here.setBridge('left', 'switch');
    expect(ip('link', 'show', 'left')).to.include('master switch');
    here.setPort('left', 'disabled');
    expect(ip('-d', 'link', 'show', 'left')).to.include('state disabled');
    here.setPort('left', 'forwarding');
    here.setBridge('left', undefined);
    expect(ip('link', 'show', 'left')).not.to.include('master');
    here.remove('switch');
    expect(here.links().map(({ name }) => name)).not.to.include('switch');
  });

  it('fails with the kernel’s error and its own words', () => {
    expect(failure(() => here.setUp('nosuch'))).to.equal(
      'SocketError: Cannot find the interface nosuch: no such device (ENODEV)',
    );
    expect(
      failure(() =>
        here.addRoute({ destination: '10.7.0.0/16', type: 'unicast', gateway: '10.200.0.1' }),
      ),
    ).to.equal(
      'SocketError: Cannot add the route to 10.7.0.0/16: network is unreachable (ENETUNREACH); Nexthop has invalid gateway',
    );
    expect(failure(() => here.addAddress('left', '10.1.2.1/24'))).to.include('(EEXIST)');
    // An answer that nobody read must not be taken for that of the next request.
    expect(here.indexOf('left')).to.be.above(1);
  });
});
