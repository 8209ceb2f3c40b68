import { join } from 'node:path';
import { courseRoot } from '../paths.ts';

/** The report that the page on speed is drawn from: one run, committed, with its machine named. */
export const recordingFile: string = join(courseRoot, 'notebooks', 'recordings', 'speed.json');
