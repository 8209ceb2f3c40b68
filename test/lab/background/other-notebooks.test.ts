import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { warnOfOtherNotebooks } from '../../../lib/lab/background/other-notebooks.ts';
import { holdAddresses } from '../../hold-address.ts';

describe('the warning of another notebook', () => {
  const said: string[] = [];
  const { warn } = console;
  holdAddresses(106);
  beforeEach(() => {
    said.length = 0;
    console.warn = (text: string) => said.push(text);
  });
  afterEach(() => {
    console.warn = warn;
  });

  it('names the ports of the course that another process listens at', async () => {
    await using _ = await listenElsewhere('127.0.106.1', 4498);
    warnOfOtherNotebooks('127.0.106.1');
    expect(said.join()).to.include('listens at 127.0.106.1:4498:');
  });

  // Only root may start a program as another user.
  if (process.getuid?.() === 0) {
    it('names the other person who has the lesson open on the same machine', async () => {
      await using _ = await listenElsewhere('127.0.106.1', 4498, { uid: 65534 });
      warnOfOtherNotebooks('127.0.106.1');
      expect(said).to.have.length(1);
      expect(said[0]).to.match(
        /^nobody has this lesson open on this machine, and listens at 127\.0\.106\.1:4498: /,
      );
    });

    it("gives a person's number where this machine has no name for it", async () => {
      await using _ = await listenElsewhere('127.0.106.1', 4498, { uid: 54_321 });
      warnOfOtherNotebooks('127.0.106.1');
      expect(said.join()).to.match(/^User 54321 has this lesson open/);
    });
  }

  it('is silent about other ports: at 127.0.0.1, lesson 00 meets JupyterLab itself', async () => {
    await using _ = await listenElsewhere('127.0.106.1', 4697);
    warnOfOtherNotebooks('127.0.106.1');
    expect(said).to.deep.equal([]);
  });
});

/** Another process that listens there until it is disposed of. */
async function listenElsewhere(
  host: string,
  port: number,
  as: { readonly uid?: number } = {},
): Promise<AsyncDisposable> {
  const program = `require('node:net').createServer().listen(${port}, '${host}', () => console.log('listening'))`;
  const child = spawn(process.execPath, ['-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...as,
  });
  await once(child.stdout, 'data');
  return {
    async [Symbol.asyncDispose]() {
      child.kill();
      await once(child, 'exit');
    },
  };
}
