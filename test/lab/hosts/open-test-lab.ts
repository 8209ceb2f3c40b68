import type { Lab } from '../../../lib/lab/hosts/lab.ts';
import { openLab } from '../../../lib/lab/index.ts';

/** Opens a lab for a test, or skips the test where this machine allows no namespaces. */
export async function openTestLab(context: Mocha.Context, seed = 4711): Promise<Lab> {
  try {
    return await openLab({ seed });
  } catch (error) {
    console.log(`    skipped: ${error instanceof Error ? error.message : error}`);
    return context.skip();
  }
}
