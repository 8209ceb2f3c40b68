import { releaseNotebook, solutionPath } from '../exercise/release.ts';
import { type Notebook, parseNotebook, readNotebook } from '../notebook/format.ts';

/**
 * The learner's notebook of an exercise with the worked answers in it.
 *
 * @param mark a comment that makes these answers differ from others
 */
export async function answeredNotebook(exercise: string, mark = ''): Promise<Notebook> {
  const release = parseNotebook(await releaseNotebook(exercise));
  const solution = readNotebook(solutionPath(exercise));
  const cells = release.cells.map((cell) => {
    const worked = solution.cells.find(({ id }) => id === cell.id);
    if (worked === undefined || !/BEGIN SOLUTION/.test(worked.source)) return cell;
    return { ...cell, source: `${worked.source}${mark}` };
  });
  return { ...release, cells };
}
