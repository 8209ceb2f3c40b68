import type { Area } from './area.ts';
import { check } from './check/index.ts';
import { grade } from './grade.ts';
import { handouts } from './handouts.ts';
import { kernel } from './kernel.ts';
import { sockets } from './sockets/index.ts';

/** All areas, in the order in which they are measured and reported. */
export const areas: readonly Area[] = [sockets, kernel, check, grade, handouts];
