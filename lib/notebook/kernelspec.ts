/** The metadata by which front ends find the course's kernel. */
export const kernelspec = {
  display_name: 'TypeScript (Wirebook)',
  language: 'typescript',
  name: 'tslab',
} as const;
