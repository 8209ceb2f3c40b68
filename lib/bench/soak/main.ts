/**
 * The process of a soak, in namespaces of its own: options on the command line, a report in a file.
 * It comes to its end early when its standard input is closed.
 */

import { writeWhole } from '../../whole-file.ts';
import { soak } from './soak.ts';

const [options = '{}', file = ''] = process.argv.slice(2);
const stopping = new AbortController();
process.stdin.once('end', () => stopping.abort()).resume();
writeWhole(file, JSON.stringify(await soak(JSON.parse(options), stopping)));
process.exit();
