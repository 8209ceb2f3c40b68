/** What a learner may import from `'wirebook'`. */

export * from './socket/index.ts';
