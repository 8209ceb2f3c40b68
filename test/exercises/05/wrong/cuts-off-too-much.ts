/** Tells who sends too much, and closes at once. */

import { counterWith } from '../faulty-counter.ts';

export { hangUp, readToTheEnd } from '../right/plain.ts';

export const openCounter = counterWith('closes on too much');
