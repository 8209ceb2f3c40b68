import type ts from 'typescript';
import { readCell } from './cell-source.ts';

/** Whether a cell could be run as it stands, still lacks its end, or can never be right. */
export type Completeness =
  | { readonly status: 'complete' | 'invalid' }
  | { readonly status: 'incomplete'; readonly indent: string };

/** Faults of a text that only ends too early, wherever they are reported. */
const unterminated = new Set([
  1010, // '*/' expected
  1160, // unterminated template literal
]);

/** Looks at the syntax of a cell alone. */
export function completenessOf(code: string): Completeness {
  const { file } = readCell(code);
  const faults = (file as { parseDiagnostics?: readonly ts.Diagnostic[] }).parseDiagnostics ?? [];
  if (faults.length === 0) return { status: 'complete' };
  const end = file.text.trimEnd().length;
  const isCut = faults.every(({ start, code }) => (start ?? 0) >= end || unterminated.has(code));
  return isCut ? { status: 'incomplete', indent: nextIndent(code) } : { status: 'invalid' };
}

/** The indentation of the line to type next: one step in after an opening bracket. */
function nextIndent(code: string): string {
  const line = code.trimEnd().split('\n').at(-1) ?? '';
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  return /[{[(]\s*(\/\/.*)?$/.test(line) ? `${indent}  ` : indent;
}
