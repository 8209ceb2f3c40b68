import { expect } from 'chai';
import { KernelClient } from '../bench/kernel-client.ts';

describe('the value of the last expression', () => {
  let kernel: KernelClient;

  before(async () => {
    kernel = await KernelClient.start();
  });
  after(() => kernel.close());

  /** The representations of a cell's value. */
  async function shownAs(code: string): Promise<Record<string, unknown> | undefined> {
    const { published, reply } = await kernel.execute(code);
    expect(reply.status, String(reply.evalue)).to.equal('ok');
    const result = published.find(({ type }) => type === 'execute_result');
    return result?.content.data as Record<string, unknown> | undefined;
  }

  const texts = {
    "'text'": "'text'",
    null: 'null',
    'new Error("failed").message': "'failed'",
    "new URL('http://127.0.2.1:80/a')": 'URL http://127.0.2.1/a',
    'new Date(0)': '1970-01-01T00:00:00.000Z',
    "import { createServer } from 'node:net'; createServer()": 'Server (not listening)',
    "import { Socket } from 'node:net'; new Socket()": 'Socket (open)',
    "import { createServer as web } from 'node:http'; web()": 'Server (not listening)',
    "Buffer.from('hello\\n')": [
      'Buffer, 6 bytes',
      '0000  68 65 6c 6c 6f 0a                                hello.',
    ].join('\n'),
    'new Map([[1, "a"]])': "Map(1) { 1 => 'a' }",
    'await Promise.resolve(7)': '7',
    'await null; Promise.resolve(8)': '8',
  };
  for (const [code, text] of Object.entries(texts)) {
    it(`of ${code} is shown as ${text.split('\n')[0]}`, async () => {
      expect((await shownAs(code))?.['text/plain']).to.equal(text);
    });
  }

  it('of an error is its message, and where in the cell it was made', async () => {
    const text = (await shownAs("\nnew RangeError('not thrown')"))?.['text/plain'];
    expect(text).to.match(/^RangeError: not thrown\n {4}at cell \d+:2:1$/);
  });

  it('of a listening server is its address, in one line', async () => {
    const code = `import { createServer as listen } from 'node:net';
      const server = listen();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      server`;
    expect((await shownAs(code))?.['text/plain']).to.match(/^Server listening on 127.0.0.1:\d+$/);
    await kernel.execute('server.close();');
  });

  it('of an array of objects is a table too', async () => {
    const data = await shownAs("[{ name: '<b>', size: 1 }, { name: 'c' }]");
    expect(data?.['text/html']).to.include('<td>&#60;b&#62;</td><td>1</td>');
    expect(data?.['text/plain']).to.include("{ name: '<b>', size: 1 }");
  });

  it('says itself how it is shown, as with Deno', async () => {
    const data = await shownAs(`const picture = {
        async [Symbol.for('Jupyter.display')]() { return { 'text/plain': 'p', 'text/html': '<p>' }; },
      };
      picture`);
    expect(data).to.deep.equal({ 'text/plain': 'p', 'text/html': '<p>' });
  });

  it('of a proxy that lets nothing be read is shown as its target', async () => {
    expect(await kernel.show('new Proxy({}, { get() { throw 1; } })')).to.deep.equal([
      'execute_result: {}',
    ]);
  });

  it('is not shown where there is none', async () => {
    expect(await shownAs('const x = 1;')).to.equal(undefined);
    expect(await shownAs('void 0')).to.equal(undefined);
  });

  it('that throws when it is shown fails the cell', async () => {
    const { reply } = await kernel.execute(
      "({ [Symbol.for('Jupyter.display')]() { throw new Error('unshown') } })",
    );
    expect(reply).to.include({ status: 'error', evalue: 'unshown' });
  });
});
