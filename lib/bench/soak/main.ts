/** The process of a soak, in namespaces of its own: options on the command line, a report in a file. */

import { writeWhole } from '../../whole-file.ts';
import { soak } from './soak.ts';

const [options = '{}', file = ''] = process.argv.slice(2);
writeWhole(file, JSON.stringify(await soak(JSON.parse(options))));
process.exit();
