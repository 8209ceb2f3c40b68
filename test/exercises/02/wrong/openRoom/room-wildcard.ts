/** Opens the room at every address of the machine. */

import { openServer } from '../../right/plain.ts';
import { roomAnswer } from '../../room.ts';

export const openRoom = roomAnswer((_host, port) => openServer('0.0.0.0', port));
