/** Serves the second client when the first has ended. */

import { counterWith } from '../faulty-counter.ts';

export { hangUp, readToTheEnd } from '../right/plain.ts';

export const openCounter = counterWith('one at a time');
