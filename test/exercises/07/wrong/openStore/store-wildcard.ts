/** Listens on every address of the machine. */

import { storeAnswer } from '../../store.ts';

const open = storeAnswer();

export const openStore = () => open('0.0.0.0');
