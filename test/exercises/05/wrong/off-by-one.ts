/** Refuses what is just enough. */

import { counterWith } from '../faulty-counter.ts';

export { hangUp, readToTheEnd } from '../right/plain.ts';

export const openCounter = counterWith('refuses what is just enough');
