import { inspect } from 'node:util';
import { expect } from 'chai';
import { jupyterDisplay } from '../../../lib/lab/base/picture.ts';
import { completeWay } from '../../../lib/lab/tcp/tcp-machine.ts';
import { tcpStates } from '../../../lib/lab/tcp/tcp-states.ts';

describe('tcpStates', () => {
  it('fills in the states that passed too quickly to be seen', () => {
    const way = completeWay(['CLOSED', 'ESTABLISHED', 'CLOSE-WAIT', 'CLOSED']);
    expect(way.map(({ state, isSeen }) => (isSeen ? state : `(${state})`))).to.deep.equal([
      'CLOSED',
      '(SYN-SENT)',
      'ESTABLISHED',
      'CLOSE-WAIT',
      '(LAST-ACK)',
      'CLOSED',
    ]);
  });

  it('takes a server that ends first for one that was connected', () => {
    const way = completeWay(['LISTEN', 'FIN-WAIT-1']).map(({ state }) => state);
    expect(way).to.deep.equal(['LISTEN', 'SYN-RECEIVED', 'ESTABLISHED', 'FIN-WAIT-1']);
  });

  it('shows a reset as a reset', () => {
    expect(inspect(tcpStates(['ESTABLISHED', 'CLOSED']))).to.match(
      /ESTABLISHED > at once > CLOSED/,
    );
  });

  it('draws the machine alone, with a text form of its transitions', () => {
    const machine = tcpStates();
    expect(inspect(machine)).to.include('FIN-WAIT-1 > FIN-WAIT-2: ACK in');
    const markup = String(machine[jupyterDisplay]()['text/html']);
    expect(markup).to.include('>LAST-ACK<');
    expect(markup.length).to.be.below(60_000);
  });
});
