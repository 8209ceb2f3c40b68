/** Opens the room again by SO_REUSEPORT, so that two rooms can be open at one port. */

import { roomAnswer } from '../../room.ts';
import { openServer } from '../openServer/shares-its-port.ts';

export const openRoom = roomAnswer(openServer);
