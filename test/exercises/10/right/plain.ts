/** A right answer to exercise 10, in classes. */

import { Broker, brokerAnswer } from '../broker.ts';
import { Claim, claimAnswer } from '../claim.ts';
import { Worker, workerAnswer } from '../worker.ts';

export const listenAt = claimAnswer(Claim);
export const openWorker = workerAnswer(Worker);
export const openBroker = brokerAnswer(Broker);
