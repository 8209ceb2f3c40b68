import { expect } from 'chai';
import { systemCallTable } from '../../../lib/lab/syscalls/system-call-table.ts';

describe('the table of system calls', () => {
  it('systemCallTable() lists methods with their system calls, and knows no others', () => {
    const table = systemCallTable('new Socket', 'bind', 'localAddress');
    expect(table.rows.map(({ calls }) => calls)).to.deep.equal([
      ['socket'],
      ['bind'],
      ['getsockname'],
    ]);
    expect(String(table)).to.include('bind(2)');
    expect(() => systemCallTable('bend')).to.throw(RangeError, 'bend');
  });
});
