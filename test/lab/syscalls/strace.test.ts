import { expect } from 'chai';
import { parseStrace } from '../../../lib/lab/syscalls/strace.ts';

describe('strace', () => {
  it('reads lines of strace', () => {
    const line =
      '1700000000.500000 write(24<TCP:[127.0.0.1:1->127.0.0.1:2]>, "a, b\\"]", 6) = 6 <0.000020>';
    expect(parseStrace(line, { begin: 1700000000 })).to.deep.equal([
      {
        name: 'write',
        args: ['24', '"a, b\\"]"', '6'],
        result: 6,
        error: '',
        at: 500,
        duration: 0.02,
      },
    ]);
    expect(
      parseStrace('1700000000.1 read(3</etc/hosts>, "x", 1) = 1 <0.1>', { begin: 0 }),
    ).to.deep.equal([]);
  });
});
