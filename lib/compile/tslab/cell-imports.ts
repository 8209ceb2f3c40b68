/** Finds the modules that cells import: from the notebook's folder, wherever that is. */

import { join } from 'node:path';
import ts from 'typescript';
import { courseRoot } from '../../base/paths.ts';
import { isOfCell } from './cell-files.ts';

type Host = ts.WatchCompilerHostOfFilesAndCompilerOptions<ts.BuilderProgram>;
type Resolution = ts.ResolvedModuleWithFailedLookupLocations;

/**
 * A cell stands in a file of the course's folder, where its program is, and imports what a file of the
 * notebook's folder would import. The course's own packages are found from everywhere.
 */
export class CellImports {
  /** The folder of the notebook. */
  folder: string = courseRoot;

  /** Lets the programs of a host resolve imports so. */
  resolveFor(host: Host): void {
    const resolve = (
      name: string,
      from: string,
      ...[options, mode]: [ts.CompilerOptions, ts.ResolutionMode]
    ) => ts.resolveModuleName(name, from, options, host, undefined, undefined, mode);
    host.resolveModuleNameLiterals = (literals, from, _, options, file) =>
      literals.map((literal): Resolution => {
        const mode = ts.getModeForUsageLocation(file, literal, options);
        if (!isOfCell(from)) return resolve(literal.text, from, options, mode);
        const found = resolve(literal.text, join(this.folder, 'notebook.ts'), options, mode);
        // Declarations of earlier cells name the files of their types from where they stand.
        return found.resolvedModule ? found : resolve(literal.text, from, options, mode);
      });
    // Files that have not changed keep what they import; a cell is another one each time.
    host.hasInvalidatedResolutions = isOfCell;
  }
}
