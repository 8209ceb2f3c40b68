import { expect } from 'chai';
import { withCaptions } from '../../lib/handout/captions.ts';
import { instrumentMime } from '../../lib/lab/base/picture.ts';
import type { Output } from '../../lib/notebook/format.ts';
import { code, notebookOf } from './fixture.ts';

describe('handouts: the captions of a page', () => {
  it('stand above the drawings of instruments, numbered, and above no other', () => {
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
});

function display(html: string, isInstrument: boolean): Output {
  const data = { 'text/html': html, ...(isInstrument ? { [instrumentMime]: {} } : {}) };
  return { output_type: 'display_data', data, metadata: {} };
}

function markupOf(output: Output): unknown {
  return 'data' in output ? output.data['text/html'] : undefined;
}
