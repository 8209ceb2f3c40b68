import { expect } from 'chai';
import { expectBytes, showBytes } from '../../../lib/check/scene/bytes.ts';

describe('bytes in messages', () => {
  it('are text where all of them can be printed, and hexadecimal else', () => {
    expect(showBytes(Buffer.alloc(0))).to.equal('nothing');
    expect(showBytes(Buffer.from('a'))).to.equal('1 byte, "a"');
    expect(showBytes(Buffer.from('put\r\n'))).to.equal('5 bytes, "put\\r\\n"');
    expect(showBytes(Buffer.from('é'))).to.equal('2 bytes, c3 a9');
  });

  it('are the first of many', () => {
    expect(showBytes(Buffer.alloc(41, 'x'))).to.equal(`41 bytes, "${'x'.repeat(40)}" ...`);
    expect(showBytes(Buffer.alloc(40, 'x'))).to.equal(`40 bytes, "${'x'.repeat(40)}"`);
    expect(showBytes(Buffer.alloc(25))).to.equal(`25 bytes, ${Array(24).fill('00').join(' ')} ...`);
  });

  it('are shown from where they begin to differ', () => {
    const message = (actual: string, due: string) => {
      try {
        expectBytes(Buffer.from(actual), due, 'the echo');
      } catch (error) {
        return Object(error).message;
      }
    };
    expect(message('hello', 'hello')).to.equal(undefined);
    expect(message('hallo', 'hello')).to.equal(
      'the echo: 5 bytes, of 5 due. From byte 1 on they are 4 bytes, "allo", and should be 4 bytes, "ello"',
    );
    expect(message('hell', 'hello')).to.equal(
      'the echo: 4 bytes, of 5 due. From byte 4 on they are nothing, and should be 1 byte, "o"',
    );
    expect(message('hello!', 'hello')).to.match(/they are 1 byte, "!", and should be nothing$/);
  });

  it('that are none fail too', () => {
    expect(() => expectBytes(undefined, 'x', 'the echo')).to.throw(/^the echo: expected undefined/);
  });
});
