import { expect } from 'chai';
import { freePorts } from './kernel-process.ts';

describe('freePorts()', () => {
  it('gives each port once, however many ask at the same time', async () => {
    const all = (await Promise.all(Array.from({ length: 200 }, () => freePorts(5)))).flat();
    expect(new Set(all).size).to.equal(1000);
  });
});
