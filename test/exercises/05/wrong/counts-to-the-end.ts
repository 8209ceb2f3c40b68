/** Reads all of what is too much before it says so. */

import { counterWith } from '../faulty-counter.ts';

export { hangUp, readToTheEnd } from '../right/plain.ts';

export const openCounter = counterWith('answers at the end only');
