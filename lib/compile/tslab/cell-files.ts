/** The files in memory that stand for a cell in a program. */

import { join } from 'node:path';
import { courseRoot } from '../../base/paths.ts';

/** The files into which tslab's converter puts a cell, and what the cells before it declared. */
export const cellFiles = {
  cell: join(courseRoot, '__tslab__.ts'),
  declarations: join(courseRoot, '__prev__.d.ts'),
} as const;

/** True for a file that stands for a cell, or for those before it. */
export function isOfCell(path: string): boolean {
  return path === cellFiles.cell || path === cellFiles.declarations;
}
