import { expect } from 'chai';
import { NotebookCompiler } from '../../lib/compile/notebook-compiler.ts';
import { defaultLimits, trustedContainer } from '../../lib/grade/sandbox.ts';

describe('the compiler of a grading', function () {
  this.timeout(60_000);
  let service: NotebookCompiler;

  before(() => {
    service = new NotebookCompiler(trustedContainer(defaultLimits).compiler);
  });
  after(() => service[Symbol.dispose]());

  /** What is wrong with the last of some cells. */
  async function faultsOf(...sources: readonly string[]): Promise<readonly string[]> {
    const last = (await service.compile(sources)).at(-1);
    if (last === undefined) return ['not compiled here'];
    return 'faults' in last.result ? last.result.faults.map(({ message }) => message) : [];
  }

  it('tells a wrong type', async () => {
    expect(await faultsOf('const length: number = "long";')).to.deep.equal([
      "Type 'string' is not assignable to type 'number'.",
    ]);
  });

  const head = "import net from 'node:net';";
  for (const [what, declaration, use, fault] of [
    ['for all', 'declare global { var leaked: number; }', 'leaked', "Cannot find name 'leaked'."],
    [
      'in a module',
      "declare module 'node:net' { const leaked: number; }",
      'net.leaked',
      "Property 'leaked' does not exist on type 'typeof import(\"node:net\")'.",
    ],
  ] as const) {
    it(`knows nothing in one notebook of what another has declared ${what}`, async () => {
      expect(await faultsOf(head, `const before = ${use};`)).to.deep.equal([fault]);
      expect(await faultsOf(head, declaration, `const own = ${use};`)).to.deep.equal([]);
      expect(await faultsOf(head, `const next = ${use};`)).to.deep.equal([fault]);
      expect(await faultsOf(head, `const afterNext = ${use};`)).to.deep.equal([fault]);
    });
  }
});
