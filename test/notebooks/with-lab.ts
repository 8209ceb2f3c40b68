import { closeLab } from '../../lib/lab/hosts/open-lab.ts';
import { type Lab, type LabOptions, openLab } from '../../lib/lab/index.ts';

/** Runs `fact` in a lab. Says `skipped: ...` where this machine allows no labs, or no firewalls in them. */
export async function withLab(
  fact: (lab: Lab) => Promise<void>,
  options: LabOptions = {},
): Promise<void> {
  try {
    await fact(await openLab(options));
  } catch (error) {
    const { name, message = '' } = Object(error);
    if (name !== 'NamespacesRefused' && !message.startsWith('A firewall needs')) throw error;
    console.log(`skipped: ${message}`);
  } finally {
    await closeLab();
  }
}
