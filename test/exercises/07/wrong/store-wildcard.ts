/** Listens on every address of the machine. */

import { storeAnswer } from '../store.ts';

export { encode, openDecoder } from '../right/plain.ts';

const open = storeAnswer();

export const openStore = () => open('0.0.0.0');
