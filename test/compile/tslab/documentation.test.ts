import { expect } from 'chai';
import { KernelClient } from '../../bench/kernel-client.ts';

describe('in the middle of a lesson', () => {
  let kernel: KernelClient;

  before(async () => {
    kernel = await KernelClient.start();
    await kernel.execute(
      "import { Addrinfo, Socket } from 'wirebook'; import { once } from 'node:events';",
    );
    await kernel.execute(`/** Greets whoever comes. */
      function greet(name: string): string { return name; }
      const where = Addrinfo.tcp('127.0.0.1', 0);`);
  });

  after(() => kernel.close());

  /** What is told of the name before `|`. */
  async function told(code: string): Promise<string> {
    const { reply } = await kernel.request('inspect_request', {
      code: code.replace('|', ''),
      cursor_pos: code.indexOf('|') - 1,
      detail_level: 0,
    });
    return String((reply.data as Record<string, unknown>)['text/plain']);
  }

  it('inspects what earlier cells imported, with its documentation', async () => {
    expect(await told('Addrinfo.tcp|')).to.match(/tcp\(.*\): Addrinfo\n\n\S/s);
    expect(await told('once|')).to.include('Creates a `Promise`');
  });

  it('inspects what earlier cells declared, with its documentation', async () => {
    expect(await told('greet|')).to.match(
      /^function greet\(name: string\): string\s+Greets whoever comes\.$/,
    );
    expect(await told('where.ipPort|')).to.include('ipPort: number');
  });

  it('completes the members of a value of the course', async () => {
    const { reply } = await kernel.request('complete_request', { code: 'where.', cursor_pos: 6 });
    expect(reply.matches).to.include.members(['ipPort', 'toSockaddr']);
  });
});
