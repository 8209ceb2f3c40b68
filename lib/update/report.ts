/** An update as its learner reads it. */

import { Table } from '../lab/draw/table.ts';
import type { UpdatedNotebook } from './join-versions.ts';
import type { Mended } from './mend.ts';
import type { Outcome, Update } from './update.ts';

/** {@link UpdatedNotebook}s as a table. */
export class UpdateReport extends Table<UpdatedNotebook> {
  constructor(outcome: Outcome) {
    const { rows, caption, notes } =
      outcome.kind === 'updated' ? ofUpdate(outcome.update) : ofMended(outcome.mended);
    super(rows, {
      caption,
      notes,
      empty: 'No notebook has changed.',
      columns: [
        { title: 'Notebook', value: ({ path }) => path },
        { title: 'What was done', value: whatWasDone, wraps: true },
        { title: 'Your version before', value: ({ kept }) => kept },
      ],
    });
  }
}

function ofUpdate({ from, to, files, notebooks }: Update) {
  const isNew = from !== to;
  const caption = isNew
    ? `The course was updated from ${from.slice(0, 7)} to ${to.slice(0, 7)}: ${counted(files, 'file')}`
    : 'The course is up to date';
  const notes = isNew ? ["'npm start' sets up what else is new, and opens the course"] : [];
  return { rows: notebooks, caption, notes };
}

function ofMended({ notebooks, left, next }: Mended) {
  const caption = `${counted(notebooks.length, 'notebook')} with a conflict mended`;
  const notes =
    left.length > 0
      ? [`Still with a conflict: ${left.join(', ')}`]
      : [`'${next}' ends what git was doing; then update again`];
  return { rows: notebooks, caption, notes };
}

/** A sentence on what was done to a notebook. */
export function whatWasDone({ isThere, merged, hasOtherChecks, kept }: UpdatedNotebook): string {
  if (!isThere) return 'no longer part of the course';
  if (merged === undefined) {
    return kept === undefined
      ? 'new version'
      : 'new version; yours could not be read as a notebook';
  }
  const { answers, changedTasks, added, leftOut } = merged;
  const taken = [
    ...(answers.length > 0 ? [`what you wrote in ${answers.join(', ')}`] : []),
    ...(added > 0 ? [`${counted(added, 'cell')} of your own`] : []),
  ];
  return [
    `new version with ${taken.join(' and ') || 'your outputs'}`,
    ...(leftOut.length > 0 ? [`without what you wrote in ${leftOut.join(', ')}`] : []),
    ...(changedTasks.length > 0 ? [`${changedTasks.join(', ')} asks for something else now`] : []),
    ...(hasOtherChecks === true ? ['check it again: its checks are new'] : []),
  ].join('; ');
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
