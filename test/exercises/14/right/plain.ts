/** A right answer to exercise 14, with the sockets of the course. */

import { Chat, chatAnswer } from '../chat.ts';
import { Locks, locksAnswer } from '../locks.ts';
import { Outbox, outboxAnswer } from '../outbox.ts';

export const openLocks = locksAnswer(Locks);
export const openOutbox = outboxAnswer(Outbox);
export const openChat = chatAnswer(Chat);
