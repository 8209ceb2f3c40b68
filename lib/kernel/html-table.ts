import { inspect } from 'node:util';

const maxRows = 100;
const maxColumns = 12;

/** A table of an array of plain objects, or of a Map; `undefined` for anything else. */
export function htmlTable(value: unknown): string | undefined {
  if (value instanceof Map) {
    if (value.size === 0 || value.size > maxRows) return undefined;
    return table(['key', 'value'], [...value]);
  }
  if (!Array.isArray(value) || value.length === 0 || value.length > maxRows) return undefined;
  const rows: readonly unknown[] = value;
  if (!rows.every(isPlain)) return undefined;
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0 || columns.length > maxColumns) return undefined;
  return table(
    columns,
    rows.map((row) => columns.map((column) => row[column])),
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function table(columns: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const head = columns.map((column) => `<th scope="col">${toEntities(column)}</th>`).join('');
  const body = rows
    .map((row) => `<tr>${row.map((cell) => `<td>${toEntities(show(cell))}</td>`).join('')}</tr>`)
    .join('');
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

function show(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : inspect(value, { depth: 1, breakLength: Infinity });
}

function toEntities(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
