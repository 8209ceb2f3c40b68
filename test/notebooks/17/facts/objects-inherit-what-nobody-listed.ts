import { equal } from 'node:assert/strict';

const table: Record<string, (word: string) => string> = { time: () => '12:00' };
equal(typeof table.constructor, 'function');
equal(typeof table.toString, 'function');
equal(new Map(Object.entries(table)).get('constructor'), undefined);
