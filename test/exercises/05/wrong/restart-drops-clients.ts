/** Closes the connections of a restart instead of hanging up. */

import { counterWith } from '../faulty-counter.ts';

export { hangUp, readToTheEnd } from '../right/plain.ts';

export const openCounter = counterWith('restart drops clients');
