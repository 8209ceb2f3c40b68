import { expect } from 'chai';
import { withFootnotes } from '../../lib/handout/footnotes.ts';
import { markdown, notebookOf } from './fixture.ts';

describe('handouts: the footnotes of a page', () => {
  it('are numbered in the order of the text, linked both ways, at its end', () => {
    const shaped = withFootnotes(
      notebookOf([
        markdown('a', 'First[^rfc], then[^man]. In code: `[^rfc]`.\n\n[^man]: See *tcp*(7).'),
        markdown('b', 'Again[^rfc], and [^unknown].\n\n[^rfc]: See [RFC 9293](https://x.test).\n'),
      ]),
    );
    const [a, b, notes] = shaped.cells.map(({ source }) => source);
    const link = (number: number) => `<a href="#note-${number}" aria-label="Footnote ${number}">`;
    expect(a).to.equal(
      `First<sup id="to-note-1">${link(1)}1</a></sup>, then<sup id="to-note-2">${link(2)}2</a></sup>. In code: \`[^rfc]\`.\n\n`,
    );
    expect(b).to.equal(`Again<sup>${link(1)}1</a></sup>, and [^unknown].\n\n`);
    expect(notes).to.match(/^## Footnotes\n\n1\. <span id="note-1">See \[RFC 9293\]/);
    expect(notes).to.match(
      /\n2\. <span id="note-2">See \*tcp\*\(7\)\.<\/span> <a href="#to-note-2"/,
    );
  });

  it('have no list where there are none', () => {
    const plain = notebookOf([markdown('a', 'Nothing[^here].')]);
    expect(withFootnotes(plain)).to.equal(plain);
  });
});
