import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { courseRoot } from '../../lib/paths.ts';
import { holdAddresses } from '../hold-address.ts';
import { answer, exercise } from './class-folder.ts';

describe('wirebook check --watch', function () {
  this.timeout(300_000);
  holdAddresses(2);
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-watch-'));
  const file = join(folder, `${exercise}.ipynb`);

  after(() => rmSync(folder, { recursive: true }));

  it('checks again at each save, however an editor saves, and ends at Ctrl-C', async () => {
    writeFileSync(file, answer([]));
    const program = join(courseRoot, 'lib/wirebook.mjs');
    const child = spawn(process.execPath, [program, 'check', file, '--watch'], { cwd: courseRoot });
    const exit = once(child, 'exit');
    let said = '';
    let heard = Promise.withResolvers<void>();
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString('utf8');
        heard.resolve();
        heard = Promise.withResolvers();
      });
    }
    const saw = async (text: string) => {
      while (!said.includes(text)) await heard.promise;
      const before = said.slice(0, said.indexOf(text));
      said = said.slice(before.length + text.length);
      return before;
    };
    try {
      await saw('0 of 10 points');
      // While the first result may still be on its way to the terminal: no save may be lost.
      writeFileSync(file, answer(['task-1']));
      await saw('3 of 10 points');
      await saw('Watching');
      // As JupyterLab and others do it: a new file in the place of the old one.
      writeFileSync(`${file}.new`, answer(['task-1', 'task-2', 'task-3']));
      renameSync(`${file}.new`, file);
      await saw('10 of 10 points');
      await saw('Watching');
      // A loop without end does not keep the answer that mends it waiting.
      const mark = `import('node:fs').then((fs) => fs.writeFileSync('${join(folder, 'runs')}', ''))`;
      writeFileSync(file, answer([], `await ${mark}; for (;;) {}`));
      while (!existsSync(join(folder, 'runs'))) await pause(20);
      writeFileSync(file, answer(['task-1', 'task-2', 'task-3']));
      expect(await saw('10 of 10 points')).not.to.include('did not reach');
      writeFileSync(file, 'half of a noteb');
      await saw('Cannot read');
      await saw('Watching');
    } finally {
      child.kill('SIGINT');
    }
    const [code, signal] = await exit;
    expect(code ?? signal).to.be.oneOf([130, 'SIGINT']);
  });
});
