/** A right answer to exercise 08: classes, and the library's reader. */

import { headAnswer } from '../heads.ts';
import { shelfAnswer } from '../shelf.ts';

export { respond } from '../respond.ts';

export const parseHead = headAnswer();
export const openShelf = shelfAnswer();
