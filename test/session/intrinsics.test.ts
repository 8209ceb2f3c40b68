import { expect } from 'chai';
import { KernelClient } from '../bench/kernel-client.ts';

/** Cells that replace what the kernel stands on, and the name that is blamed. */
const cells: Readonly<Record<string, string>> = {
  'JSON.stringify': "JSON.stringify = () => { throw new Error('x'); };",
  'JSON.parse': 'JSON.parse = () => 0;',
  'Buffer.from': 'Buffer.from = undefined as never;',
  'Array.prototype.push': 'Array.prototype.push = () => 0;',
  'Array.prototype.map': "Array.prototype.map = () => { throw new Error('x'); };",
  'Array.prototype.Symbol(Symbol.iterator)':
    'Array.prototype[Symbol.iterator] = (() => { throw 1; }) as never;',
  'Array.isArray': 'Array.isArray = (() => false) as never;',
  'Map.prototype.get': 'Map.prototype.get = () => undefined;',
  'Set.prototype.has': 'Set.prototype.has = () => false;',
  'Object.assign': 'Object.assign = (() => ({})) as never;',
  'Object.fromEntries': 'Object.fromEntries = (() => ({})) as never;',
  'Function.prototype.call': "Function.prototype.call = () => { throw new Error('x'); };",
  'Promise.prototype.then': "Promise.prototype.then = () => { throw new Error('x'); };",
  'Promise.race': 'Promise.race = (() => new Promise(() => {})) as never;',
  'Promise.withResolvers': 'Promise.withResolvers = undefined as never;',
  'String.prototype.split': 'String.prototype.split = () => [];',
  'RegExp.prototype.exec': 'RegExp.prototype.exec = () => null;',
  'Number.isNaN': 'Number.isNaN = () => true;',
  'Error.captureStackTrace': 'Error.captureStackTrace = () => { throw 1; };',
  'Date.now': "Date.now = () => { throw new Error('x'); };",
  'Reflect.ownKeys': 'Reflect.ownKeys = (() => []) as never;',
  setImmediate: 'globalThis.setImmediate = (() => {}) as never;',
  setTimeout: 'globalThis.setTimeout = (() => {}) as never;',
  'process.nextTick': 'process.nextTick = () => {};',
  'process.emit': 'process.emit = (() => false) as never;',
  Map: 'globalThis.Map = class {} as never;',
  Promise: 'globalThis.Promise = class {} as never;',
  Uint8Array: 'Reflect.deleteProperty(globalThis, "Uint8Array");',
};

describe('a cell that replaces what the kernel needs', function () {
  this.timeout(60_000);
  let kernel: KernelClient;

  before(async () => {
    kernel = await KernelClient.start();
    kernel.timeout = 5000;
  });
  after(() => kernel.close());

  for (const [name, code] of Object.entries(cells)) {
    it(`fails, and the next one runs: ${name}`, async () => {
      const [error] = await kernel.show(code);
      expect(error).to.include(`${name} was replaced, which the kernel needs, and was put back`);
      expect(await kernel.show('[1, 2].map((n) => n + 1)')).to.deep.equal([
        'execute_result: [ 2, 3 ]',
      ]);
    });
  }

  it('fails after an await, too', async () => {
    const [error] = await kernel.show('await null; JSON.stringify = () => "0";');
    expect(error).to.include('JSON.stringify was replaced');
    expect(await kernel.show('JSON.stringify([1])')).to.deep.equal(["execute_result: '[1]'"]);
  });

  it('from a callback does not keep the next one from running', async () => {
    await kernel.show('setTimeout(() => { JSON.stringify = () => { throw 1; }; }, 1);');
    await kernel.show('await new Promise((resolve) => setTimeout(resolve, 5));');
    expect(await kernel.show('JSON.stringify([1])')).to.deep.equal(["execute_result: '[1]'"]);
  });

  it('may add methods, and replace what the kernel does not need', async () => {
    await kernel.show(`declare global { interface Array<T> { second(): T | undefined } }
      Array.prototype.second = function () { return this[1]; };
      globalThis.fetch = (async () => new Response('mine')) as typeof fetch;`);
    expect(await kernel.show("[[1, 2].second(), await (await fetch('x')).text()]")).to.deep.equal([
      "execute_result: [ 2, 'mine' ]",
    ]);
  });
});
