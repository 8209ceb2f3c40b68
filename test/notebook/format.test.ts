import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { WirebookError } from '../../lib/base/error.ts';
import {
  codeCells,
  formatNotebook,
  parseNotebook,
  readNotebook,
  tagsOf,
  withoutOutputs,
  writeNotebook,
} from '../../lib/notebook/format.ts';
import { notebookOf } from './notebooks.ts';

describe('the notebook format', () => {
  const folder = mkdtempSync(join(tmpdir(), 'format-'));
  after(() => rmSync(folder, { recursive: true }));

  const executed = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { z: 1, a: { unknown: true } },
    cells: [
      { cell_type: 'markdown', id: 'text', metadata: {}, source: ['# Title\n', 'text'] },
      {
        cell_type: 'code',
        id: 'code',
        metadata: { tags: ['raises-exception'] },
        execution_count: 1,
        source: 'one',
        outputs: [
          { output_type: 'stream', name: 'stdout', text: ['a\n', 'b'] },
          {
            output_type: 'display_data',
            metadata: {},
            data: { 'text/plain': ['p'], 'application/vnd.wirebook.done+json': { lesson: [2, 1] } },
          },
          { output_type: 'error', ename: 'E', evalue: 'v', traceback: ['t'] },
        ],
      },
    ],
  };

  it('is read with text as one string, whether it was split or not', () => {
    const [text, code] = parseNotebook(JSON.stringify(executed)).cells;
    expect(text?.source).to.equal('# Title\ntext');
    expect(code?.source).to.equal('one');
  });

  it('is written as nbformat writes it: sorted, a line a line, JSON values as they are', () => {
    const text = formatNotebook(parseNotebook(JSON.stringify(executed)));
    expect(text).to.match(/^\{\n "cells": \[/);
    expect(text).to.include('"# Title\\n",\n    "text"');
    expect(text.indexOf('"a": {')).to.be.below(text.indexOf('"z": 1'));
    expect(text.endsWith('}\n')).to.equal(true);
    expect(JSON.parse(text)).to.deep.equal({
      ...executed,
      cells: [executed.cells[0], { ...executed.cells[1], source: ['one'] }],
    });
  });

  it('changes nothing when it is read and written again', () => {
    const once = formatNotebook(parseNotebook(JSON.stringify(executed)));
    expect(formatNotebook(parseNotebook(once))).to.equal(once);
  });

  it('loses its outputs, and nothing else, to be committed', () => {
    const clean = withoutOutputs(parseNotebook(JSON.stringify(executed)));
    expect(codeCells(clean)).to.deep.include({
      cell_type: 'code',
      id: 'code',
      metadata: { tags: ['raises-exception'] },
      execution_count: null,
      source: 'one',
      outputs: [],
    });
    expect(clean.metadata).to.deep.equal(executed.metadata);
  });

  it('knows the tags of a cell', () => {
    const [cell] = notebookOf({ 'a one two': '1' }).cells;
    expect(cell && tagsOf(cell)).to.deep.equal(['one', 'two']);
  });

  it('is written into folders that are made for it', () => {
    const file = join(folder, 'deep', 'er', 'a.ipynb');
    const notebook = notebookOf({ one: '1' });
    writeNotebook(file, notebook);
    expect(readNotebook(file)).to.deep.equal(notebook);
  });

  const unreadable = {
    'nothing.ipynb': [undefined, 'there is no such file'],
    'broken.ipynb': ['{', 'JSON'],
    'old.ipynb': ['{"nbformat": 3, "worksheets": []}', 'not a notebook of format 4'],
    'null.ipynb': ['null', 'not a notebook of format 4'],
    'empty.ipynb': ['', 'it is empty; if it is an exercise'],
    'half.ipynb': [
      '{"cells": [',
      'it is not a notebook, or not whole (Unexpected end of JSON input)',
    ],
    'latin.ipynb': [Buffer.from('{"nbformat": 4, "cells": ["\xe4"]}', 'latin1'), 'not in UTF-8'],
    'two-versions.ipynb': ['{\n<<<<<<< HEAD\n', "'npx wirebook update' mends it"],
    'null.ipynb/inside.ipynb': [undefined, 'null.ipynb is a file, not a folder'],
    '.': [undefined, 'it is a folder; name the notebook in it'],
  } as const;
  for (const [name, [text, message]] of Object.entries(unreadable)) {
    it(`says why it cannot be read: ${name}`, () => {
      const file = join(folder, name);
      if (text !== undefined) writeFileSync(file, text);
      expect(() => readNotebook(file)).to.throw(WirebookError, message);
    });
  }
});
