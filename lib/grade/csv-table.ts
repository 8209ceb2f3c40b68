/** Tables that an instructor writes as CSV, as spreadsheets save them. */

import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { WirebookError } from '../base/error.ts';
import { decodeText } from './decode-text.ts';

/** A row by the names of its columns, in small letters. */
export type CsvRow = Readonly<Partial<Record<string, string>>>;

/** What a table must have. */
export interface CsvTable {
  /** What it holds, such as `overrides`. */
  readonly what: string;
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/**
 * Reads a CSV, which may be separated by semicolons or tabs, as it is where a comma stands in numbers.
 *
 * @throws {WirebookError} when it cannot be read, or lacks a column
 */
export function readCsvTable(path: string, table: CsvTable): readonly CsvRow[] {
  try {
    const text = decode(readFileSync(path));
    const head = text.split(/\r?\n/, 1)[0] ?? '';
    const rows: readonly CsvRow[] = parse(text, {
      columns: (names: readonly string[]) =>
        checkColumns(
          names.map((name) => name.toLowerCase()),
          table,
        ),
      delimiter: [',', ';', '\t'].find((each) => head.includes(each)) ?? ',',
      trim: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      relax_column_count_less: true,
    });
    return rows;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WirebookError(`Cannot read the ${table.what} ${path}: ${reason}`, { cause: error });
  }
}

function checkColumns(names: string[], { required, optional }: CsvTable): string[] {
  const missing = required.filter((name) => !names.includes(name));
  if (missing.length === 0) return names;
  throw new Error(
    `its first row must be ${[...required, ...optional].join(',')}, and lacks ${missing.join(' and ')}`,
  );
}

/** Text as spreadsheets save it: with or without a byte order mark. */
function decode(content: Buffer): string {
  const isUtf16 = content[0] === 0xff && content[1] === 0xfe;
  return isUtf16 ? new TextDecoder('utf-16le').decode(content) : decodeText(content);
}
