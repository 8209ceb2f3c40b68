/** What every committed notebook of the course must keep to, as a list of rules. */

import { readFileSync } from 'node:fs';
import { type Notebook, parseNotebook, wirebookMetadata } from './format.ts';

/** A notebook as a rule sees it. */
export interface LintSubject {
  readonly file: string;
  /** The text of the file. */
  readonly text: string;
  readonly notebook: Notebook;
  /** What the course uses it for, such as `lesson`; from its metadata. */
  readonly kind: string | undefined;
}

/** Something a rule objects to. */
export interface Finding {
  /** The cell, where one is at fault. */
  readonly cell?: string;
  /** The line in the cell, counted from 1. */
  readonly line?: number;
  readonly message: string;
}

/** One demand on notebooks. */
export interface LintRule {
  readonly name: string;
  check(subject: LintSubject): readonly Finding[];
}

/** A finding with the place it belongs to. */
export interface LintReport extends Finding {
  readonly file: string;
  readonly rule: string;
}

/** Checks a notebook file against rules. One that cannot be read breaks the rule `readable`. */
export function lintNotebook(file: string, rules: readonly LintRule[]): readonly LintReport[] {
  const text = readFileSync(file, 'utf8');
  let notebook: Notebook;
  try {
    notebook = parseNotebook(text);
  } catch (error) {
    return [{ file, rule: 'readable', message: (error as Error).message }];
  }
  const { kind } = wirebookMetadata(notebook);
  const subject = { file, text, notebook, kind: typeof kind === 'string' ? kind : undefined };
  return rules.flatMap((rule) =>
    rule.check(subject).map((finding) => ({ ...finding, file, rule: rule.name })),
  );
}

/** The line that tells a person of a finding. */
export function formatFinding({ file, cell, line, rule, message }: LintReport): string {
  const place = [file, cell && `cell ${cell}`, line && `line ${line}`].filter(Boolean).join(', ');
  return `${place}: ${message} (${rule})`;
}
