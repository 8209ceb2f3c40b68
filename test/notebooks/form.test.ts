import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';
import { type NotebookCell, readNotebook, wirebookMetadata } from '../../lib/notebook/format.ts';

/** What a reader takes in at one sitting. */
const mostCells = 45;
/** What stands in one line of code on a handout's page, in characters. */
const longestLine = 76;

describe('the form of a lesson', () => {
  for (const file of globSync('notebooks/[0-9]*.ipynb', { cwd: courseRoot }).sort()) {
    const name = basename(file, '.ipynb');
    const notebook = readNotebook(join(courseRoot, file));
    // An appendix is there to look things up in; it teaches nothing of its own.
    if (wirebookMetadata(notebook).appendix === true) continue;
    const { cells } = notebook;
    const texts = sourcesOf(cells, 'markdown');
    const code = sourcesOf(cells, 'code');
    const text = texts.join('\n\n');
    const isIntroduction = name.startsWith('00');

    it(`${name} begins with a title and three to five things that a reader can do after it`, () => {
      const [head = ''] = texts;
      expect(head).to.match(/^# \S/);
      expect(head).to.match(/Time:/);
      const able = head.slice(head.indexOf('After this lesson you can')).match(/^- \*\*\w+/gm);
      expect(able).to.have.length.within(3, 5);
    });

    it(`${name} has at most ${mostCells} cells, and more words than code`, () => {
      expect(cells.length).to.be.within(isIntroduction ? 15 : 25, mostCells);
      expect(wordsOf(texts)).to.be.above(wordsOf(code));
    });

    it(`${name} has lines of code that a handout does not break`, () => {
      const wide = code.flatMap((source) =>
        source.split('\n').filter((line) => line.length > longestLine),
      );
      expect(wide).to.deep.equal([]);
    });

    it(`${name} has no heading twice, and an empty line after each folded answer`, () => {
      const headings = text.match(/^#+ .*$/gm) ?? [];
      expect(new Set(headings).size).to.equal(headings.length);
      expect(text).not.to.match(/<\/details>\n[^\n]/);
    });

    it(`${name} ends with five lines, questions with folded answers, an exercise and its proof`, () => {
      const summary = text.slice(text.indexOf('## Summary'), text.indexOf('## Review'));
      expect(summary.match(/^\d\. /gm)).to.have.length(5);
      const review = text.slice(text.indexOf('## Review'));
      const questions = review.match(/^\d\. /gm) ?? [];
      expect(questions).to.have.length.within(5, 8);
      expect(review.match(/<details>/g)).to.have.length(questions.length);
      expect(text).to.include(`(../exercises/${name}.ipynb)`);
      expect(code.at(-1)).to.match(/await lesson\.done\(\);$/);
    });

    if (!isIntroduction) {
      it(`${name} lists its system calls by the library's own table`, () => {
        expect(code.join('\n')).to.include('systemCallTable(');
      });
    }
  }
});

function sourcesOf(cells: readonly NotebookCell[], type: 'code' | 'markdown'): readonly string[] {
  return cells.filter(({ cell_type }) => cell_type === type).map(({ source }) => source);
}

function wordsOf(sources: readonly string[]): number {
  return sources.flatMap((source) => source.split(/\s+/).filter(Boolean)).length;
}
