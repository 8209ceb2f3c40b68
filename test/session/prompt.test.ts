import { expect } from 'chai';
import { KernelClient } from '../../lib/bench/kernel-client.ts';

describe('the question of a cell', () => {
  let kernel: KernelClient;

  before(async () => {
    kernel = await KernelClient.start();
  });
  after(() => kernel.close());

  it('reaches the person at the front end', async () => {
    kernel.onQuestion = (question) => `${question} 7`;
    const { reply, published } = await kernel.execute("await prompt('How many?')", {
      allow_stdin: true,
    });
    expect(reply.status).to.equal('ok');
    const result = published.find(({ type }) => type === 'execute_result');
    expect(result?.content.data).to.deep.equal({ 'text/plain': "'How many? 7'" });
  });

  it('fails where the front end cannot ask', async () => {
    const { reply } = await kernel.execute("await prompt('How many?')", { allow_stdin: false });
    expect(reply.evalue).to.equal('Cannot ask: nobody is at this notebook');
  });

  it('hides the answer where that is a secret', async () => {
    const asked: unknown[] = [];
    kernel.onQuestion = (_, { password }) => {
      asked.push(password);
      return 'secret';
    };
    const code = "[await prompt('Password?', { password: true }), await prompt('Name?')].length";
    const { reply } = await kernel.execute(code, { allow_stdin: true });
    expect(reply.status).to.equal('ok');
    expect(asked).to.deep.equal([true, false]);
  });
});
