import { expect } from 'chai';
import { visible } from '../../lib/base/visible.ts';

describe('visible()', () => {
  it('shows what would steer a terminal', () => {
    expect(visible('\x1b[2J\x1b]52;c;aGk=\x07 \x9b31m \x7f\r')).to.equal(
      '\u241b[2J\u241b]52;c;aGk=\u2407 \\u{9b}31m \u2421\u240d',
    );
  });

  it('shows marks that turn the direction of writing', () => {
    expect(visible('ann\u202egpj.exe\u2066x\u200f')).to.equal(
      'ann\\u{202e}gpj.exe\\u{2066}x\\u{200f}',
    );
  });

  it('leaves text of every script, lines, tabs and joined emoji as they are', () => {
    const text =
      'a\tb\nc \u05d0\u05d1 \u0627\u0628 \u{1f468}\u200d\u{1f469}\u200d\u{1f467} \u0c15\u200c';
    expect(visible(text)).to.equal(text);
  });
});
