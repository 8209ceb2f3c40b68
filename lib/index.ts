/** What a learner may import from `'wirebook'`. */

export * from './lab/index.ts';
export * from './socket/index.ts';
