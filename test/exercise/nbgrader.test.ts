import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { checkFile } from '../../lib/check/check-file.ts';
import { solutionPath } from '../../lib/exercise/release.ts';
import { readNotebook, writeNotebook } from '../../lib/notebook/format.ts';
import { installNbgrader, nbgrader, whyNoNbgrader } from './nbgrader.ts';

const name = '02-server-lifecycle';
const file = `${name}.ipynb`;

describe('nbgrader', function () {
  this.timeout(900_000);
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-nbgrader-'));
  const submitted = (student: string) => join(folder, 'submitted', student, 'ex02', file);

  before(async function () {
    const reason = whyNoNbgrader();
    if (reason !== undefined) {
      console.log(`    skipped: ${reason}`);
      this.skip();
    }
    await installNbgrader();
    mkdirSync(join(folder, 'source', 'ex02'), { recursive: true });
    cpSync(solutionPath(name), join(folder, 'source', 'ex02', file));
    const stub = "throw new Error('Not written yet: put your code in the place of this line');";
    writeFileSync(
      join(folder, 'nbgrader_config.py'),
      `c = get_config()\nc.ClearSolutions.code_stub = {"typescript": ${JSON.stringify(stub)}}\n`,
    );
    await nbgrader(folder, ['generate_assignment', 'ex02', '--create']);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('makes an assignment of the worked notebook', () => {
    const text = readFileSync(join(folder, 'release', 'ex02', file), 'utf8');
    expect(text).not.to.include('SOLUTION');
    expect(text).to.include('Not written yet');
  });

  it('gives the points that we give, whole, in part and none, and writes its feedback', async () => {
    const release = readNotebook(join(folder, 'release', 'ex02', file));
    const solution = readNotebook(solutionPath(name));
    const answered = (tasks: readonly string[]) => ({
      ...release,
      cells: release.cells.map((cell) => {
        const worked = solution.cells.find(({ id }) => tasks.includes(id) && id === cell.id);
        return worked === undefined ? cell : { ...cell, source: worked.source };
      }),
    });
    const answers = { all: ['task-1', 'task-2', 'task-3'], some: ['task-1'], none: [] };
    for (const [student, tasks] of Object.entries(answers)) {
      writeNotebook(submitted(student), answered(tasks));
    }
    await nbgrader(folder, ['autograde', 'ex02', '--create']);
    await nbgrader(folder, ['generate_feedback', 'ex02']);
    await nbgrader(folder, ['export']);
    const rows: readonly Readonly<Record<string, string>>[] = parse(
      readFileSync(join(folder, 'grades.csv')),
      { columns: true },
    );
    for (const student of Object.keys(answers)) {
      const { points } = await checkFile(submitted(student));
      const theirs = rows.find((row) => row.student_id === student);
      expect(Number(theirs?.score), student).to.equal(points);
      const page = join(folder, 'feedback', student, 'ex02', `${name}.html`);
      expect(existsSync(page), page).to.equal(true);
    }
    expect(rows.map((row) => Number(row.score)).sort()).to.deep.equal([0, 10, 3]);
  });
});
