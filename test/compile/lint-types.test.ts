import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { remembered, typeRule } from '../../lib/compile/lint-types.ts';
import { formatNotebook, type Notebook } from '../../lib/notebook/format.ts';
import { formatFinding, type LintRule, lintNotebook } from '../../lib/notebook/lint.ts';
import { notebookOf } from '../notebook/notebooks.ts';

describe('the lint of types', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lint-types-'));
  const file = join(folder, 'a.ipynb');
  after(() => rmSync(folder, { recursive: true }));

  /** The rules that a notebook breaks, with the cells that break them. */
  function broken(notebook: Notebook, rules = [typeRule]): readonly string[] {
    writeFileSync(file, formatNotebook(notebook));
    return lintNotebook(file, rules).map(({ rule, cell }) => `${rule}${cell ? ` ${cell}` : ''}`);
  }

  const good = notebookOf({ one: 'const a = 1;', two: 'a + 1' }, { kind: 'lesson' });

  it('has nothing against a good notebook', () => {
    expect(broken(good)).to.deep.equal([]);
  });

  it('objects to types, after the cells before, as the kernel does', () => {
    const notebook = notebookOf({
      first: "const port = 'eighty';",
      'meant raises-exception': 'port.missing',
      wrong: '\nconst n: number = port;',
    });
    expect(broken(notebook)).to.deep.equal(['types wrong']);
    const [finding] = lintNotebook(file, [typeRule]);
    expect(finding && formatFinding(finding)).to.equal(
      `${file}, cell wrong, line 2: TS2322: Type 'string' is not assignable to type 'number'. (types)`,
    );
  });

  describe('with a memory', () => {
    let memory = 0;
    let asked = 0;
    /** The rule as a run of the lint has it: the memory is a folder, which earlier runs have filled. */
    const aRun = (): LintRule =>
      remembered(join(folder, `memory-${memory}`), {
        name: 'types',
        check(subject) {
          asked += 1;
          return typeRule.check(subject);
        },
      });

    beforeEach(() => {
      memory += 1;
      asked = 0;
    });

    it('compiles a flawless notebook once, and again when a cell has changed', () => {
      expect(broken(good, [aRun()])).to.deep.equal([]);
      expect(broken(good, [aRun()])).to.deep.equal([]);
      expect(asked).to.equal(1);
      const changed = notebookOf({ one: "const a = 'b';", two: 'a - 1' }, { kind: 'lesson' });
      expect(broken(changed, [aRun()])).to.deep.equal(['types two']);
      expect(asked).to.equal(2);
    });

    it('objects to the same again until it is mended', () => {
      const faulty = notebookOf({ one: 'const n: number = true;' });
      for (const _ of [1, 2]) expect(broken(faulty, [aRun()])).to.deep.equal(['types one']);
    });

    it('asks again what may raise once its tag is gone', () => {
      const code = 'const n: number = true;';
      expect(broken(notebookOf({ 'one raises-exception': code }), [aRun()])).to.deep.equal([]);
      expect(broken(notebookOf({ one: code }), [aRun()])).to.deep.equal(['types one']);
    });

    it('remembers nothing of a notebook that imports a file beside it', () => {
      const beside = notebookOf({ 'one raises-exception': "import { a } from './beside';" });
      for (const _ of [1, 2]) broken(beside, [aRun()]);
      expect(asked).to.equal(2);
    });

    it('works without one where there is no room for it', () => {
      writeFileSync(join(folder, 'in-the-way'), '');
      const rule = remembered(join(folder, 'in-the-way', 'memory'));
      expect(broken(good, [rule])).to.deep.equal([]);
    });
  });
});
