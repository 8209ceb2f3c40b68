import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { holdAddresses } from '../hold-address.ts';

const session = fileURLToPath(new URL('./cells/session.ts', import.meta.url));

/** Runs cells in a kernel's session; answers what stands under each at the end. */
async function run(...cells: readonly string[]): Promise<readonly (readonly string[])[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [session, JSON.stringify(cells)], {
    timeout: 50_000,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '[]');
}

describe('instruments in a cell', function () {
  this.timeout(60_000);
  holdAddresses(107);
  it('keep the output of a background cell under its own cell, and its errors in its panel', async () => {
    const [, panel] = await run(
      `import net from 'node:net';
       import { background, openLesson } from 'wirebook';
       const { HOST } = openLesson(107);`,
      `const proxy = background('proxy', ({ log }) => {
         net.createServer((client) => {
           client.once('data', () => {
             net.connect(4712, HOST).on('error', ({ message }) => {
               log(message);
               throw new RangeError('late');
             });
           });
         }).listen(4711, HOST);
       });`,
      `const client = net.connect(4711, HOST);
       client.write('x');
       await new Promise((resolve) => client.on('close', resolve));`,
    );
    expect(panel).to.have.length(1);
    expect(panel?.[0]).to.match(/✕ proxy: failed \(127\.0\.107\.1:4711\)/);
    expect(panel?.[0]).to.match(/connect ECONNREFUSED 127\.0\.107\.1:4712\n.*RangeError: late/);
  });

  it('hold the cell until its server listens, so that the next cell can connect', async () => {
    const [, panel, client, done] = await run(
      `import net from 'node:net';
       import { once } from 'node:events';
       import { background, openLesson } from 'wirebook';
       const lesson = openLesson(107);`,
      `const greeter = background('greeter', () => {
         net.createServer((socket) => socket.end('hi')).listen(4713, lesson.HOST);
       });`,
      `const [data] = await once(net.connect(4713, lesson.HOST), 'data');
       String(data)`,
      'await lesson.done()',
    );
    expect(panel?.[0]).to.match(/greeter: stopped/);
    expect(client?.[0]).to.include('hi');
    expect(done?.[0]).to.match(/^✓ Lesson 107 is done. Stopped: greeter\./);
  });
});
