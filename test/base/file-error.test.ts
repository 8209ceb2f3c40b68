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
});
