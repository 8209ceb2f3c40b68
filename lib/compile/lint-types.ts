/** The lint rule that checks the types of every cell. */

import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ContentCache, keyOf } from '../base/content-cache.ts';
import { courseRoot } from '../base/paths.ts';
import { codeCells, type NotebookCell, tagsOf } from '../notebook/format.ts';
import type { Finding, LintRule } from '../notebook/lint.ts';
import type { TypeFault } from './interface.ts';
import { loadCompiler } from './load.ts';

/** Type-checks every cell with the options of the kernel, after the cells before it. */
export const typeRule: LintRule = {
  name: 'types',
  check({ file, notebook }) {
    const folder = dirname(resolve(file));
    const findings: Finding[] = [];
    let declarations = '';
    for (const cell of codeCells(notebook)) {
      const compiled = loadCompiler().compile({ code: cell.source, declarations, folder });
      if (!('faults' in compiled)) declarations = compiled.declarations;
      // A cell that must raise may well do so by its types.
      else if (!tagsOf(cell).includes('raises-exception')) {
        findings.push(...compiled.faults.map((fault) => toFinding(cell.id, fault)));
      }
    }
    return findings;
  },
};

/**
 * The same rule with a memory: a notebook without a finding is compiled again only when its code, or
 * a source of its types, has changed.
 *
 * @param folder where the memory is kept; where it cannot be written to, nothing is remembered
 * @param rule checks a notebook that is not remembered
 */
export function remembered(folder: string, rule: LintRule = typeRule): LintRule {
  let memory: { readonly flawless: ContentCache; readonly sources: string } | undefined;
  try {
    memory = { flawless: new ContentCache(folder), sources: typeSources() };
  } catch {
    // A memory saves time and decides nothing.
    return rule;
  }
  const { flawless, sources } = memory;
  return {
    name: rule.name,
    check(subject) {
      const cells = codeCells(subject.notebook);
      // The key does not cover files beside the notebook that a cell imports.
      if (cells.some(({ source }) => /['"]\.{1,2}\//.test(source))) return rule.check(subject);
      const key = keyOf(sources, JSON.stringify(cells.map(withoutOutputs)));
      if (flawless.find(key) !== undefined) return [];
      const findings = rule.check(subject);
      if (findings.length === 0) keep(flawless, key);
      return findings;
    },
  };
}

function keep(flawless: ContentCache, key: string): void {
  try {
    flawless.keep(key, '');
  } catch {
    // On a disk that is full or read-only the notebook is compiled again next time.
  }
}

/** The sources of types besides the cells: the compiler, the library, and every package. */
function typeSources(): string {
  const files = ['lib/dist/.tsbuildinfo', 'node_modules/.package-lock.json'];
  return keyOf(...files.map((file) => readFileSync(join(courseRoot, file))));
}

function withoutOutputs({ id, source, metadata }: NotebookCell): Partial<NotebookCell> {
  return { id, source, metadata };
}

function toFinding(cell: string, fault: TypeFault): Finding {
  const message = `TS${fault.code}: ${fault.file ? `${fault.file}: ` : ''}${fault.message}`;
  return { cell, line: fault.start.line, message };
}
