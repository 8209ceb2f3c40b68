import { expect } from 'chai';
import { withCaptions } from '../../lib/handout/captions.ts';
import { withFootnotes } from '../../lib/handout/footnotes.ts';
import { INSTRUMENT_MIME } from '../../lib/lab/picture.ts';
import type { Notebook, NotebookCell, Output } from '../../lib/notebook/format.ts';
import { code, markdown } from './fixture.ts';

describe('handouts: a page is given', () => {
  it('captions above the drawings of instruments, numbered, and above no other', () => {
    const drawing = (title: string) =>
      `<figure><svg role="img"><title>${title}</title></svg><details></details></figure>`;
    const outputs = [
      display(drawing('Packets'), true),
      display(drawing('A stranger'), false),
      display('<table></table>', true),
      display('<figure><svg aria-label="Delays, a chart; as text"></svg></figure>', true),
    ];
    const [cell] = withCaptions(notebookOf([code('one', '1', outputs)])).cells;
    const shown = cell?.cell_type === 'code' ? cell.outputs.map(markupOf) : [];
    expect(shown).to.deep.equal([
      `<figure><figcaption>Figure 1. Packets</figcaption>${drawing('Packets').slice(8)}`,
      drawing('A stranger'),
      '<table></table>',
      '<figure><figcaption>Figure 2</figcaption><svg aria-label="Delays, a chart; as text"></svg></figure>',
    ]);
  });

  it('footnotes numbered in the order of the text, linked both ways, at its end', () => {
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

  it('no list of footnotes where it has none', () => {
    const plain = notebookOf([markdown('a', 'Nothing[^here].')]);
    expect(withFootnotes(plain)).to.equal(plain);
  });
});

function notebookOf(cells: readonly NotebookCell[]): Notebook {
  return { nbformat: 4, nbformat_minor: 5, metadata: {}, cells };
}

function display(html: string, isInstrument: boolean): Output {
  const data = { 'text/html': html, ...(isInstrument ? { [INSTRUMENT_MIME]: {} } : {}) };
  return { output_type: 'display_data', data, metadata: {} };
}

function markupOf(output: Output): unknown {
  return 'data' in output ? output.data['text/html'] : undefined;
}
