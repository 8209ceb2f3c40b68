/** What a learner may import from `'wirebook'`. */

export {};
