/** Restarts without SO_REUSEADDR. */

import { counterWith } from '../faulty-counter.ts';

export { hangUp, readToTheEnd } from '../right/plain.ts';

export const openCounter = counterWith('no SO_REUSEADDR');
