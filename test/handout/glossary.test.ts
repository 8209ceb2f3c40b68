import { expect } from 'chai';
import { findTerms } from '../../lib/handout/glossary.ts';
import { markdown } from './fixture.ts';

describe('handouts: the glossary', () => {
  it('has each term in bold with its sentence, and with those that it points back to', () => {
    const text = [
      'Ports are numbers. A socket can serve **both** families. It is then **dual-stack**.',
      '> **On Linux** a box has no terms. **Pitfall.** Nor have run-in headings.',
    ].join('\n\n');
    const cells = [markdown('head', '# Head\n\n**connect** to a server'), markdown('it', text)];
    const notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells } as const;
    const terms = findTerms([{ href: '90-x.html', title: 'X', notebook }]);
    expect(terms).to.deep.equal([
      {
        term: 'both',
        sentence: 'A socket can serve **both** families.',
        href: '90-x.html#it',
        title: 'X',
      },
      {
        term: 'dual-stack',
        sentence: 'A socket can serve both families. It is then **dual-stack**.',
        href: '90-x.html#it',
        title: 'X',
      },
    ]);
  });
});
