import { equal, throws } from 'node:assert/strict';

const table: Record<string, (word: string) => string> = { time: () => '12:00' };
equal(typeof table.constructor, 'function');
throws(() => table['__proto__']?.('hi'), TypeError);
equal(new Map(Object.entries(table)).get('constructor'), undefined);
