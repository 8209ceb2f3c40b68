import { expect } from 'chai';
import { EndOfStreamError, SocketError } from '../../../lib/socket/system/errors.ts';

describe('SocketError', () => {
  it('recognises the error of another copy of the library', async () => {
    // A query makes Node load the module once more.
    const copy: typeof import('../../../lib/socket/system/errors.ts') = await import(
      `${import.meta.resolve('../../../lib/socket/system/errors.ts')}?copy`
    );
    expect(copy.SocketError).not.to.equal(SocketError);
    expect(new copy.SocketError('bind', 98)).to.be.instanceOf(SocketError);
  });

  it('is no other error, and no subclass of itself', () => {
    class OwnError extends SocketError {}
    expect(new OwnError('bind', 98)).to.be.instanceOf(SocketError);
    expect(new SocketError('bind', 98)).not.to.be.instanceOf(OwnError);
    expect(new EndOfStreamError(Buffer.alloc(1), 2)).not.to.be.instanceOf(SocketError);
    expect(undefined).not.to.be.instanceOf(SocketError);
  });
});
