/** Runs the cells it is given as JSON in a real session, and writes what stands under each. */

import { InProcessCompiler } from '../../../lib/compile/in-process.ts';
import type { MimeBundle } from '../../../lib/lab/base/host.ts';
import { Session } from '../../../lib/session/session.ts';

const compiler = new InProcessCompiler();
const session = new Session({ folder: process.cwd(), compiler, language: () => compiler });
const outputs: string[][] = [];
const print = process.stdout.write.bind(process.stdout);

for (const code of JSON.parse(process.argv[2] ?? '[]') as readonly string[]) {
  const shown = new Map<string, string>();
  outputs.push([]);
  const place = outputs.length - 1;
  const refresh = () => {
    outputs[place] = [...shown.values()];
  };
  const add = (text: string, id = `#${shown.size}`) => {
    shown.set(id, text);
    refresh();
  };
  const plain = (bundle: MimeBundle) => String(bundle['text/plain']);
  await session.execute(code, {
    sink: {
      stream: (_name, text) => add(text),
      display: (bundle, { displayId }) => add(plain(bundle), displayId),
      result: (bundle) => add(plain(bundle)),
      error: ({ ename, evalue }) => add(`${ename}: ${evalue}`),
      clear: () => shown.clear(),
    },
  });
}
await session.shutdown();
print(`\n${JSON.stringify(outputs)}\n`, () => process.exit());
