/** Gives an explanation once a lesson, not below each of ten tables. */

import { currentHost } from '../base/host.ts';
import { lessonHost } from './lesson-host.ts';

/** The cell that gave each explanation, by lesson and explanation. */
const given = new Map<string, string | undefined>();

/** The explanation in the first cell of a lesson that asks, also when that cell is run again. */
export function explainOnce(explanation: string): readonly string[] {
  const cell = currentHost()?.cell();
  const place = cell?.id ?? (cell && String(cell.number));
  const key = `${lessonHost()} ${explanation}`;
  if (!given.has(key)) given.set(key, place);
  return given.get(key) === place ? [explanation] : [];
}
