import { expect } from 'chai';
import { EarlierDeclarations, redeclare } from '../../lib/compile/declarations.ts';

const earlier = [
  'import { isIP } from "node:net";',
  'declare class Shape {\n    side: Length;\n}',
  'type Length = number;',
  'declare function make(): Shape;',
  'declare function make(side: Length): Shape;',
  'declare const other: string, port: number;',
  'declare global {\n    var shared: number;\n}',
];
const text = (statements: readonly string[]) => statements.map((each) => `${each}\n`).join('');
const [isIP = '', Shape = '', Length = '', make1 = '', make2 = '', other = '', shared = ''] =
  earlier;

describe('earlier declarations', () => {
  it('are needed with those that they speak of', () => {
    const needed = (...words: string[]) => new EarlierDeclarations(text(earlier), words).needed;
    expect(needed()).to.equal(text([isIP, shared]));
    expect(needed('make')).to.equal(text([isIP, Shape, Length, make1, make2, shared]));
    expect(needed('port', 'nothing')).to.equal(text([isIP, other, shared]));
  });

  it('are completed by the others, whatever was needed', () => {
    const anew = 'declare const made: Shape;';
    const after = { part: text([anew, isIP, Shape, Length, make1, make2, shared]), whole: '' };
    after.whole = text([anew, ...earlier]);
    for (const told of [after.part, after.whole]) {
      const complete = new EarlierDeclarations(text(earlier), ['make']).complete(told);
      expect(complete).to.equal(text([anew, ...earlier]));
    }
  });

  it('give way to new ones of their names', () => {
    const told = text([
      'declare const port: string;',
      'declare const other: string;',
      isIP,
      shared,
    ]);
    const complete = new EarlierDeclarations(text(earlier), ['port']).complete(told);
    expect(complete).to.equal(
      text([
        'declare const port: string;',
        'declare const other: string;',
        ...[isIP, Shape, Length, make1, make2, shared],
      ]),
    );
  });

  it('are replaced by those of a run, name by name', () => {
    const from = text(['declare const port: 80;', 'declare const lost: 1;']);
    expect(redeclare(text([other, Length]), { names: ['port'], from })).to.equal(
      text(['declare const port: 80;', 'declare const other: string;', Length]),
    );
  });
});
