/**
 * Failed assertions print what they compared in full: what a run in CI has cut off is gone for good.
 */
import { config } from 'chai';

config.truncateThreshold = 0;
