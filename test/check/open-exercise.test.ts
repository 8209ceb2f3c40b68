import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { solutionPath } from '../../lib/exercise/release.ts';
import { codeCells, readNotebook, writeNotebook } from '../../lib/notebook/format.ts';
import { runNotebook } from '../../lib/session/headless/run-notebook.ts';
import { exercise } from '../grade/class-folder.ts';
import { holdAddresses } from '../hold-address.ts';

describe('check() in a notebook', function () {
  this.timeout(120_000);
  holdAddresses(2);
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-typed-'));
  const file = join(folder, `${exercise}.ipynb`);

  after(() => rmSync(folder, { recursive: true }));

  /** Runs the worked notebook with its last cell changed, or others too, and gives what became of it. */
  async function lastCell(source: string, others: Readonly<Record<string, string>> = {}) {
    const worked = readNotebook(solutionPath(exercise));
    const sources: Readonly<Record<string, string>> = { ...others, check: source };
    const cells = worked.cells.map((cell) => ({
      ...cell,
      source: sources[cell.id] ?? cell.source,
    }));
    writeNotebook(file, { ...worked, cells });
    const { cells: results, notebook } = await runNotebook(file);
    return { result: results.at(-1), outputs: codeCells(notebook).at(-1)?.outputs ?? [] };
  }

  it('shows the points in text and in HTML, with the seed that it was given', async () => {
    const { result, outputs } = await lastCell(
      'await check({ openServer, tellAddresses, openRoom }, { seed: 4711 })',
    );
    expect(result?.status).to.equal('ok');
    const data = outputs.flatMap((output) => ('data' in output ? [output.data] : []))[0];
    expect(String(data?.['text/plain'])).to.include('10 of 10 points').and.to.include('Seed 4711');
    expect(String(data?.['text/html'])).to.include('10 of 10 points');
  });

  it('names an error that a function threw and nothing caught, and its place', async () => {
    const { result, outputs } = await lastCell(
      'await check({ openServer, tellAddresses, openRoom })',
      {
        'task-2': `async function tellAddresses(listener: Socket): Promise<string[]> {
  await listener.accept();
  void Promise.reject(new RangeError('no room for it'));
  return new Promise(() => {});
}`,
        'example-2': '',
      },
    );
    expect(result?.status).to.equal('ok');
    const shown = JSON.stringify(outputs);
    expect(shown).to.include('Your code threw RangeError: no room for it, and nothing caught it');
    expect(shown).to.match(/at tellAddresses \(cell \d+:3:/);
    expect(shown).to.include('7 of 10 points').and.not.to.include('has not ended');
  });

  it('refuses a function of another type before anything runs', async () => {
    const { result, outputs } = await lastCell(
      `console.log('this cell ran');
await check({ openServer: (host: string) => host, tellAddresses, openRoom })`,
    );
    expect(result?.status).to.equal('error');
    const shown = JSON.stringify(outputs);
    expect(shown).to.include("Type 'string' is not assignable to type 'Socket'");
    expect(shown).not.to.include('this cell ran');
  });

  it('refuses to leave a function out', async () => {
    const { result, outputs } = await lastCell('await check({ openServer, tellAddresses })');
    expect(result?.status).to.equal('error');
    expect(JSON.stringify(outputs)).to.include("Property 'openRoom' is missing");
  });
});
