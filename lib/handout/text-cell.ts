import type { TextCell } from '../notebook/format.ts';

/** A Markdown cell, for pages that are made rather than written. */
export function textCell(id: string, source: string): TextCell {
  return { cell_type: 'markdown', id, metadata: {}, source };
}
