import { expect } from 'chai';
import { explainFileError } from '../../lib/base/file-error.ts';

describe('an error of a file', () => {
  it('says of what may not be read that it cannot be read', () => {
    const error = Object.assign(new Error('EACCES'), {
      code: 'EACCES',
      syscall: 'access',
      path: '/a',
    });
    expect(explainFileError(error)?.message).to.match(/^Cannot read \/a: no permission/);
  });

  it('advises to look at what is there, where a folder forbids what is not', () => {
    const path = '/usr/none such/a';
    const error = Object.assign(new Error('EACCES'), { code: 'EACCES', syscall: 'open', path });
    expect(explainFileError(error)?.message).to.include("('ls -ld /usr' shows whose it is)");
  });

  it('names a file that is not there', () => {
    const path = '/nosuch.ipynb';
    const error = Object.assign(new Error('ENOENT'), { code: 'ENOENT', syscall: 'open', path });
    expect(explainFileError(error)?.message).to.equal(
      'Cannot open /nosuch.ipynb: there is no such file; look at its name',
    );
  });
});
