import { expect } from 'chai';
import { OutputLimits, outputLimits, shortenText } from '../../lib/session/output-limits.ts';

describe('limits of output', () => {
  it('let everything pass that is within them', () => {
    const limits = new OutputLimits();
    const text = 'line\n'.repeat(outputLimits.lines);
    expect(limits.takeText(text)).to.equal(text);
    expect(limits.notice).to.equal(undefined);
  });

  it('count the lines beyond them', () => {
    const limits = new OutputLimits();
    limits.takeText('line\n'.repeat(outputLimits.lines - 1));
    expect(limits.takeText('last\nmore\nmore\n')).to.equal('last\n');
    expect(limits.takeText('more\n')).to.equal('');
    expect(limits.notice).to.equal(
      '[3 more lines not shown: a cell shows at most 10,000 lines and 1,000,000 characters]',
    );
  });

  it('never cut within a line', () => {
    const limits = new OutputLimits();
    const line = `${'x'.repeat(999)}\n`;
    expect(limits.takeText(line.repeat(999))).to.have.length(999_000);
    expect(limits.takeText('begun ')).to.equal('begun ');
    // More than is left, but it ends a line that stands there already.
    expect(limits.takeText(line)).to.equal(line);
    expect(limits.takeText(line)).to.equal('');
  });

  it('show nothing after a line that was left out', () => {
    const limits = new OutputLimits();
    limits.takeText(`${'x'.repeat(outputLimits.characters)}\n`);
    expect(limits.takeText('short\n')).to.equal('');
    expect(limits.notice).to.match(/^\[2 more lines not shown/);
  });

  it('end a line that never ends', () => {
    const limits = new OutputLimits();
    let shown = 0;
    for (let at = 0; at < 1500; at += 1) shown += limits.takeText('.'.repeat(1000)).length;
    expect(shown).to.be.within(outputLimits.characters, outputLimits.characters * 1.2);
    expect(limits.notice).to.match(/^\[\d+,000 more characters not shown/);
  });

  it('bound displays by their number and by their size', () => {
    const many = new OutputLimits();
    const taken = Array.from({ length: 510 }, () => many.takeDisplay({ 'text/plain': 'x' }));
    expect(taken.filter(Boolean)).to.have.length(outputLimits.displays);
    expect(many.notice).to.equal('[10 more displays not shown: a cell shows at most 500 displays]');
    const large = new OutputLimits();
    const bundle = { 'image/png': 'x'.repeat(20_000_000) };
    expect([1, 2, 3].map(() => large.takeDisplay(bundle))).to.deep.equal([true, true, false]);
  });

  it('bound errors', () => {
    const limits = new OutputLimits();
    for (let at = 0; at < outputLimits.errors; at += 1) expect(limits.takeError()).to.equal(true);
    expect(limits.takeError()).to.equal(false);
    expect(limits.notice).to.equal('[1 more error not shown: a cell shows at most 100 errors]');
  });

  it('begin anew when the output is cleared', () => {
    const limits = new OutputLimits();
    limits.takeText('line\n'.repeat(20_000));
    limits.clear();
    expect(limits.notice).to.equal(undefined);
    expect(limits.takeText('again\n')).to.equal('again\n');
  });

  it('shorten the text of a value', () => {
    expect(shortenText('{ a: 1 }')).to.equal('{ a: 1 }');
    expect(shortenText('a\n'.repeat(10_005)).split('\n').at(-1)).to.match(/^\[5 more lines/);
  });
});
