import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { exerciseRules } from '../../lib/exercise/lint-rules.ts';
import { solutionPath } from '../../lib/exercise/release.ts';
import { parseNotebook } from '../../lib/notebook/format.ts';

const file = solutionPath('02-server-lifecycle');
const worked = readFileSync(file, 'utf8');

/** What the rules say of the worked notebook once `from` has become `to` in it. */
function findings(from = '', to = ''): string[] {
  const text = worked.replace(from, to);
  if (from !== '') expect(text).not.to.equal(worked);
  const subject = { file, text, notebook: parseNotebook(text), kind: undefined };
  return exerciseRules.flatMap((rule) =>
    rule.check(subject).map(({ message }) => `${rule.name}: ${message}`),
  );
}

describe('the lint of exercises', () => {
  it('finds nothing in a good one', () => {
    expect(findings()).to.deep.equal([]);
  });

  it('finds a contract that differs from that of the checks', () => {
    const [said] = findings('clients: number) =>', 'clients: string) =>');
    expect(said).to.include('contract: Contract differs');
    expect(findings('close: () => Promise<void>', 'close: () => void')[0]).to.include(
      'Room differs',
    );
  });

  it('finds a cell that is longer than 14 lines, unless it holds a solution', () => {
    const longer = String.raw`{ HOST, check } = \n\n\n`;
    expect(findings('{ HOST, check } = ', longer)).to.deep.equal([
      'cell-length: 16 lines of code, more than 14',
    ]);
  });

  it('finds points of cells that are not those of the checks', () => {
    expect(findings('"points": 10', '"points": 9')).to.deep.equal([
      'grading: the points of its cells add up to 9, those of its checks to 10',
    ]);
  });

  it('finds a grade_id that stands twice', () => {
    expect(findings('"grade_id": "task-1"', '"grade_id": "task-2"')[0]).to.include('stands twice');
  });

  it('finds a solution without marks, and a task without three hints', () => {
    expect(findings('// BEGIN SOLUTION', '//')[0]).to.include('without // BEGIN SOLUTION');
    expect(findings('<details>', '<p>')[0]).to.include('2 folded hints');
  });

  it('finds a sentence that no check guards, and a guard whose sentence is gone', () => {
    const sentence = 'Port 0 lets the system choose.';
    expect(findings(sentence, `${sentence} It sings.`)).to.deep.equal([
      'guards: no check guards "It sings."',
    ]);
    expect(findings(sentence)).to.deep.equal([
      'guards: "Port 0 lets the system choose" is guarded, and stands in no task',
    ]);
  });
});
