/** What a run of the bench found: written as JSON, read again by `--compare` and by the page on speed. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';
import { WirebookError } from '../error.ts';
import { courseRoot } from '../paths.ts';
import type { Row } from './compare.ts';
import type { Machine } from './machine.ts';
import type { CurvePoint, Growth } from './statistics.ts';

/** All of a run. `report.schema.json` explains every field. */
export interface Report {
  readonly schema: 'wirebook-bench-1';
  readonly startedAt: string;
  readonly scale: 'full' | 'quick';
  /** Whether the run came to its end; what is there is right in any case. */
  readonly complete: boolean;
  readonly machine: Machine;
  readonly areas: readonly AreaReport[];
}

/** What was found in one area. */
export interface AreaReport {
  readonly name: string;
  readonly title: string;
  /** What was measured against whom: a paragraph of Markdown. */
  readonly about: string;
  /** How long it took, in seconds. */
  readonly seconds: number;
  readonly contestants: readonly { readonly name: string; readonly version: string }[];
  /** Who or what was not measured, and why. */
  readonly leftOut: readonly { readonly what: string; readonly why: string }[];
  readonly rows: readonly Row[];
  readonly curves: readonly CurveReport[];
}

/** How a cost grew. */
export interface CurveReport {
  readonly name: string;
  readonly title: string;
  readonly of: string;
  readonly unit: string;
  readonly why?: string;
  readonly results: readonly CurveResult[];
}

/** How it grew with one contestant, ours first. */
export interface CurveResult {
  readonly contestant: string;
  readonly points: readonly CurvePoint[];
  readonly growth: Growth;
}

const schemaFile = join(courseRoot, 'lib', 'bench', 'report.schema.json');

/**
 * Reads a report.
 *
 * @throws {WirebookError} where there is none, or it is none of this version
 */
export function readReport(file: string): Report {
  let report: unknown;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new WirebookError(`Cannot read ${file}: ${(error as Error).message}`, { cause: error });
  }
  const problem = problemOf(report);
  if (problem !== undefined) {
    throw new WirebookError(`${file} is no report of 'wirebook bench --json': ${problem}`);
  }
  // The schema holds.
  return report as Report;
}

/** What keeps a value from being a report, if anything does. */
export function problemOf(report: unknown): string | undefined {
  const valid = new Ajv().compile(JSON.parse(readFileSync(schemaFile, 'utf8')));
  return valid(report) ? undefined : spell(valid.errors?.[0]);
}

function spell(error: ErrorObject | undefined): string {
  return `${error?.instancePath || 'it'} ${error?.message}`;
}

/** The text of a report, with figures of no more digits than mean anything. */
export function formatReport(report: Report): string {
  const short = (_: string, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
  const text = JSON.stringify(report, short, 1);
  // A list of numbers is one line, so that a report can be read.
  return `${text.replaceAll(/\[[\s\d.,e+-]+\]/g, (list) => list.replaceAll(/\s+/g, ' '))}\n`;
}
