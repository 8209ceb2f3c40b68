import { whyNoNamespaces } from '../lib/grade/sandbox.ts';

/** For a test or `before`: skips where submissions cannot be kept apart, and says why. */
export function needsNamespaces(this: Mocha.Context): void {
  const reason = whyNoNamespaces();
  if (reason === undefined) return;
  console.log(`    needs bubblewrap and namespaces: ${reason}`);
  this.skip();
}
