/** Checks committed notebooks of the course against a list of rules. */

import { readFileSync } from 'node:fs';
import { type Notebook, parseNotebook, wirebookMetadata } from './format.ts';
import { whyNoNotebook } from './unreadable.ts';

/** A notebook file as a rule sees it. */
export interface LintSubject {
  readonly file: string;
  /** The text of the file. */
  readonly text: string;
  readonly notebook: Notebook;
  /** Its use in the course, such as `lesson`; from its metadata. */
  readonly kind: string | undefined;
}

/** A place in a notebook that breaks a rule. */
export interface Finding {
  /** The cell at fault; absent where the notebook as a whole is. */
  readonly cell?: string;
  /** The line in the cell, counted from 1. */
  readonly line?: number;
  readonly message: string;
}

/** One requirement of notebooks. */
export interface LintRule {
  readonly name: string;
  check(subject: LintSubject): readonly Finding[];
}

/** A finding with its file and rule. */
export interface LintReport extends Finding {
  readonly file: string;
  readonly rule: string;
}

/** Checks a notebook file against rules. A file that cannot be read breaks the rule `readable`. */
export function lintNotebook(file: string, rules: readonly LintRule[]): readonly LintReport[] {
  const text = readFileSync(file, 'utf8');
  let notebook: Notebook;
  try {
    notebook = parseNotebook(text);
  } catch (error) {
    return [{ file, rule: 'readable', message: whyNoNotebook(text, error as Error) }];
  }
  const { kind } = wirebookMetadata(notebook);
  const subject = { file, text, notebook, kind: typeof kind === 'string' ? kind : undefined };
  return rules.flatMap((rule) =>
    rule.check(subject).map((finding) => ({ ...finding, file, rule: rule.name })),
  );
}

/** A finding as a line of text. */
export function formatFinding({ file, cell, line, rule, message }: LintReport): string {
  const place = [file, cell && `cell ${cell}`, line && `line ${line}`].filter(Boolean).join(', ');
  return `${place}: ${message} (${rule})`;
}
