import { expect } from 'chai';
import { withSharedStyles } from '../../lib/handout/shared-styles.ts';
import { instrumentMime } from '../../lib/lab/base/picture.ts';
import { type Notebook, wirebookMetadata } from '../../lib/notebook/format.ts';
import { code } from './fixture.ts';

/** A notebook whose cells show the given markup. */
function showing(
  markups: readonly string[],
  { isInstrument = true }: { readonly isInstrument?: boolean } = {},
): Notebook {
  const cells = markups.map((markup, at) =>
    code(`cell-${at}`, '', [
      {
        output_type: 'display_data',
        data: { 'text/html': markup, ...(isInstrument ? { [instrumentMime]: {} } : {}) },
        metadata: {},
      },
    ]),
  );
  return { nbformat: 4, nbformat_minor: 5, metadata: { wirebook: { minutes: 5 } }, cells };
}

function markupOf({ cells }: Notebook): readonly string[] {
  return cells.flatMap((cell) =>
    cell.cell_type === 'code'
      ? cell.outputs.flatMap((output) => ('data' in output ? String(output.data['text/html']) : []))
      : [],
  );
}

describe('styles that a page shares', () => {
  const cell = '<td style="padding:1em">x</td>';

  it('become one class, over all cells of the page', () => {
    const page = withSharedStyles(showing([cell + cell, `${cell}${cell}<p style="color:red">`]));
    const short = '<td class="s1">x</td>';
    expect(markupOf(page)).to.deep.equal([short + short, `${short}${short}<p style="color:red">`]);
    expect(wirebookMetadata(page)).to.deep.equal({
      minutes: 5,
      handout: { styles: '.output .s1{padding:1em}' },
    });
  });

  it('leave alone what has classes of its own, quotes in its style, or is only text', () => {
    const kept = [
      '<i class="own" style="padding:1em">',
      '<i style="font-family:&#34;a&#34;">',
      'style="padding:1em" &#60;td style="padding:1em"&#62;',
    ].map((markup) => markup.repeat(5));
    expect(markupOf(withSharedStyles(showing(kept)))).to.deep.equal(kept);
  });

  it('leave alone markup that no instrument of the course made', () => {
    const foreign = showing([cell.repeat(9)], { isInstrument: false });
    expect(withSharedStyles(foreign)).to.equal(foreign);
  });
});
