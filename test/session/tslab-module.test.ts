import { expect } from 'chai';
import { KernelClient } from '../bench/kernel-client.ts';

describe('the module tslab', () => {
  let kernel: KernelClient;

  before(async () => {
    kernel = await KernelClient.start();
  });
  after(() => kernel.close());

  it('changes a display from any cell, where it was shown first', async () => {
    await kernel.execute("import { newDisplay } from 'tslab'; const panel = newDisplay();");
    const { id } = await kernel.execute("panel.text('first');");
    await kernel.execute("panel.text('second');");
    const shown = kernel.published.filter(({ type }) => type.endsWith('display_data'));
    const idOf = ({ transient }: Record<string, unknown>) => Object(transient).display_id;
    expect(shown.map(({ type, content, parent }) => [type, content.data, parent])).to.deep.equal([
      ['display_data', { 'text/plain': 'first' }, id],
      ['update_display_data', { 'text/plain': 'second' }, id],
    ]);
    expect(new Set(shown.map(({ content }) => idOf(content))).size).to.equal(1);
  });
});
