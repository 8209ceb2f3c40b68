/** Stops listening, and leaves its clients where they are. */

import { counterWith } from '../faulty-counter.ts';

export { hangUp, readToTheEnd } from '../right/plain.ts';

export const openCounter = counterWith('close forgets clients');
