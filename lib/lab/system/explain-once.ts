/** How to read something: said once a lesson, and not below each of ten tables. */

import { currentHost } from './host.ts';
import { lessonHost } from './lesson-host.ts';

/** Where each explanation stands: the lesson, and the cell that gave it. */
const given = new Map<string, string | undefined>();

/** The explanation in the first cell of a lesson that asks, also when that cell is run again. */
export function explainOnce(explanation: string): readonly string[] {
  const cell = currentHost()?.cell();
  const place = cell?.id ?? (cell && String(cell.number));
  const key = `${lessonHost()} ${explanation}`;
  if (!given.has(key)) given.set(key, place);
  return given.get(key) === place ? [explanation] : [];
}
