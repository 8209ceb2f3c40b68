import { expect } from 'chai';
import { KernelClient } from '../bench/kernel-client.ts';

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
    expect(reply.evalue).to.equal('Cannot ask for input: this run has no front end');
  });

  it('comes after the one before, where a cell asks several at once', async () => {
    kernel.onQuestion = (question) => question.toUpperCase();
    const code = "(await Promise.all([prompt('one'), prompt('two'), prompt('three')])).join()";
    const { published } = await kernel.execute(code, { allow_stdin: true });
    const result = published.find(({ type }) => type === 'execute_result');
    expect(result?.content.data).to.deep.equal({ 'text/plain': "'ONE,TWO,THREE'" });
  });

  it('that is not awaited fails its cell, and the next cell runs', async () => {
    kernel.onQuestion = () => undefined;
    const { reply } = await kernel.execute("'Hello ' + prompt('Your name?')", {
      allow_stdin: true,
    });
    expect(reply.evalue).to.match(/^The cell ended before its question was answered: write await/);
    kernel.onQuestion = () => 'Ann';
    const next = await kernel.execute("await prompt('Again?')", { allow_stdin: true });
    expect(next.reply.status).to.equal('ok');
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
