import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { Wire } from '../../lib/kernel/messages.ts';
import { KernelClient } from '../bench/kernel-client.ts';

describe('the protocol', () => {
  let kernel: KernelClient;

  before(async () => {
    kernel = await KernelClient.start();
  });
  after(() => kernel.close());

  function statesOf(id: string): readonly unknown[] {
    return kernel.published
      .filter(({ type, parent }) => type === 'status' && parent === id)
      .map(({ content }) => content.execution_state);
  }

  it('publishes busy, the input, the result and idle, in this order', async () => {
    const { reply, published } = await kernel.execute('1 + 1');
    expect(reply).to.include({ status: 'ok' });
    expect(published.map(({ type }) => type)).to.deep.equal([
      'status',
      'execute_input',
      'execute_result',
      'status',
    ]);
    const [, input, result] = published;
    expect(input?.content.code).to.equal('1 + 1');
    expect(result?.content).to.deep.include({ data: { 'text/plain': '2' } });
    expect(result?.content.execution_count).to.equal(reply.execution_count);
  });

  it('carries an error in the reply and under the cell', async () => {
    const { reply, published } = await kernel.execute("throw new RangeError('too far')");
    expect(reply).to.include({ status: 'error', ename: 'RangeError', evalue: 'too far' });
    const error = published.find(({ type }) => type === 'error');
    expect(error?.content).to.include({ ename: 'RangeError', evalue: 'too far' });
    expect(error?.content.traceback).to.deep.equal(reply.traceback);
  });

  it('answers what was queued behind an error without running it, and runs what comes later', async () => {
    // It fails when the other one, which is sent at once, has long been there.
    const code =
      "await new Promise((resolve) => setTimeout(resolve, 500)); throw new Error('first')";
    const failing = kernel.send('execute_request', { code });
    const queued = kernel.send('execute_request', { code: "console.log('queued')" });
    expect((await failing.reply).content.status).to.equal('error');
    expect((await queued.reply).content).to.include({ status: 'error', ename: 'Aborted' });
    expect(await kernel.show("'later'")).to.deep.equal(["execute_result: 'later'"]);
    expect(kernel.shownUnder(queued.id)).to.deep.equal([]);
  });

  it('runs what was queued behind an error when told not to stop', async () => {
    const code = "throw new Error('first')";
    const failing = kernel.send('execute_request', { code, stop_on_error: false });
    const queued = kernel.send('execute_request', { code: '7' });
    expect((await failing.reply).content.status).to.equal('error');
    expect((await queued.reply).content.status).to.equal('ok');
  });

  it('shows nothing of a silent cell, and does not count it', async () => {
    const { reply: before } = await kernel.execute('1');
    const { published, reply } = await kernel.execute("console.log('hidden'); 5", { silent: true });
    expect(published.map(({ type }) => type)).to.deep.equal(['status', 'status']);
    expect(reply.status).to.equal('ok');
    const { reply: after } = await kernel.execute('1');
    expect(after.execution_count).to.equal(Number(before.execution_count) + 1);
  });

  it('does not count or remember a cell that is not to be stored', async () => {
    const { reply: before } = await kernel.execute('1');
    await kernel.execute('1234567', { store_history: false });
    const { reply: after } = await kernel.execute('1');
    expect(after.execution_count).to.equal(Number(before.execution_count) + 1);
    const { reply } = await kernel.request('history_request', { hist_access_type: 'tail', n: 2 });
    expect(JSON.stringify(reply.history)).not.to.include('1234567');
  });

  it('evaluates user expressions', async () => {
    const { reply } = await kernel.execute('const half = 21;', {
      user_expressions: { double: 'half * 2', wrong: 'nothing.here' },
    });
    expect(reply.user_expressions).to.have.nested.property('double.data.text/plain', '42');
    expect(reply.user_expressions).to.have.nested.property('wrong.status', 'error');
  });

  it('finds history by tail, range and search', async () => {
    const { reply: first } = await kernel.execute('const searched = 1;');
    await kernel.execute('const searched = 2;');
    const line = Number(first.execution_count);
    const ask = async (content: object) =>
      (await kernel.request('history_request', { ...content })).reply.history;
    expect(await ask({ hist_access_type: 'tail', n: 1 })).to.deep.equal([
      [0, line + 1, 'const searched = 2;'],
    ]);
    expect(await ask({ hist_access_type: 'range', start: line, stop: line + 1 })).to.deep.equal([
      [0, line, 'const searched = 1;'],
    ]);
    expect(await ask({ hist_access_type: 'search', pattern: '*searched = 2*' })).to.have.length(1);
    expect(await ask({ hist_access_type: 'tail', n: 1, output: true })).to.deep.equal([
      [0, line + 1, ['const searched = 2;', null]],
    ]);
  });

  for (const [status, code] of [
    ['complete', 'const a = await null;'],
    ['complete', 'export const a = 1;'],
    ['incomplete', 'function f() {'],
    ['incomplete', 'f(1,'],
    ['invalid', 'const 1 = a;'],
  ]) {
    it(`says that ${code} is ${status}`, async () => {
      const { reply } = await kernel.request('is_complete_request', { code });
      expect(reply.status).to.equal(status);
    });
  }

  it('indents the line after an opening bracket', async () => {
    const { reply } = await kernel.request('is_complete_request', { code: 'if (a) {\n  if (b) {' });
    expect(reply).to.deep.equal({ status: 'incomplete', indent: '    ' });
  });

  it('completes names, counting positions in code points', async () => {
    await kernel.execute('const distinctName = 1;');
    const code = "'🙂'; distinctNa";
    const { reply } = await kernel.request('complete_request', {
      code,
      cursor_pos: [...code].length,
    });
    expect(reply.matches).to.deep.equal(['distinctName']);
    expect([reply.cursor_start, reply.cursor_end]).to.deep.equal([5, 15]);
  });

  it('inspects a name with its type and its documentation', async () => {
    const { reply } = await kernel.request('inspect_request', {
      code: "import { isIP } from 'node:net'; isIP('::1')",
      cursor_pos: 34,
      detail_level: 0,
    });
    expect(reply.found).to.equal(true);
    const text = String((reply.data as Record<string, unknown>)['text/plain']);
    expect(text).to.include('isIP(input: string): number');
    expect(text).to.include('Returns `6` if `input` is an IPv6 address');
  });

  it('finds nothing to inspect in white space', async () => {
    const { reply } = await kernel.request('inspect_request', { code: '  ', cursor_pos: 1 });
    expect(reply).to.deep.include({ status: 'ok', found: false, data: {} });
  });

  it('answers comm_info and connect requests', async () => {
    const { reply, type } = await kernel.request('comm_info_request');
    expect(type).to.equal('comm_info_reply');
    expect(reply).to.deep.equal({ status: 'ok', comms: {} });
  });

  it('closes what a front end opens to somebody who is not there', async () => {
    const { id } = kernel.send('comm_open', { comm_id: 'one', target_name: 'nobody', data: {} });
    await kernel.until(() => statesOf(id).includes('idle'));
    const closed = kernel.published.find(({ type }) => type === 'comm_close');
    expect(closed).to.deep.include({ parent: id, content: { comm_id: 'one', data: {} } });
  });

  it('tells the truth about itself', async () => {
    const { reply } = await kernel.request('kernel_info_request', {}, 'control');
    expect(reply).to.deep.include({ status: 'ok', protocol_version: '5.4' });
    expect(reply.language_info).to.include({
      name: 'typescript',
      version: '6.0.3',
      file_extension: '.ts',
      pygments_lexer: 'typescript',
      codemirror_mode: 'typescript',
    });
    expect(reply.banner).to.include(process.version.slice(1));
  });

  it('clears what a cell has shown', async () => {
    expect(await kernel.show("console.log('a'); console.clear(); console.log('b')")).to.deep.equal([
      'stdout: a\n',
      'clear_output',
      'stdout: b\n',
    ]);
  });

  it('replaces a display by its id', async () => {
    const shown = await kernel.show(`import { newDisplay } from 'tslab';
      const panel = newDisplay();
      panel.text('one');
      panel.text('two');`);
    expect(shown).to.deep.equal(['display_data: one', 'update_display_data: two']);
  });

  it('echoes heartbeats while a cell keeps it busy', async () => {
    const { reply } = kernel.send('execute_request', {
      code: 'const end = Date.now() + 300; while (Date.now() < end) {}',
    });
    expect(await kernel.heartbeat('still there?')).to.equal('still there?');
    await reply;
  });

  it('survives messages that are malformed or signed with another key', async () => {
    const message = {
      type: 'execute_request',
      parent: undefined,
      identities: [],
      id: randomUUID(),
    };
    const content = JSON.stringify({ code: "console.log('forged')" });
    await kernel.sendRaw(['no delimiter']);
    await kernel.sendRaw(['<IDS|MSG>', 'signature']);
    await kernel.sendRaw(kernel.encode('execute_request', {}).with(3, 'not JSON'));
    await kernel.sendRaw(new Wire('another key').encode({ ...message, content }));
    expect(await kernel.show("'alive'")).to.deep.equal(["execute_result: 'alive'"]);
    expect(kernel.shownUnder(message.id)).to.deep.equal([]);
    await kernel.said('passed over a message without delimiter');
    await kernel.said('passed over a message with a wrong signature');
  });

  it('passes over a request it does not know', async () => {
    const { id } = kernel.send('unheard_of_request');
    await kernel.until(() => statesOf(id).includes('idle'));
    await kernel.said('passed over a unheard_of_request');
  });

  it('ends by itself with servers open, and echoes that it is restarted', async () => {
    await kernel.execute(`import { connect, createServer, type AddressInfo } from 'node:net';
      const server = createServer(() => {}).listen(0, '127.0.0.1', () => {
        connect((server.address() as AddressInfo).port, '127.0.0.1');
      });
      setInterval(() => {}, 1000);`);
    const { reply } = await kernel.shutdown({ restart: true });
    expect(reply).to.deep.equal({ status: 'ok', restart: true });
    // How soon is measured by the bench; one that did not end was ended by a signal.
    expect(kernel.process.exitCode).to.equal(0);
  });
});
