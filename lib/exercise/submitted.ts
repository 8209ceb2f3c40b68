/** A learner's notebook, read as leniently as can be: it may be broken in any way. */

/** The content of a submitted notebook, as far as it could be read. */
export interface SubmittedNotebook {
  /** The exercise that its metadata names. */
  readonly exercise: string | undefined;
  readonly cells: readonly SubmittedCell[];
}

/** A cell of a submission, in any state. */
export interface SubmittedCell {
  readonly gradeId: string | undefined;
  readonly isCode: boolean;
  readonly source: string;
}

/** Longer cells are cut to so many characters. */
const maxCharacters = 200_000;

/**
 * Reads a submitted notebook as leniently as can be.
 *
 * @throws {Error} when it is not JSON, or holds no cells
 */
export function readSubmitted(content: Buffer): SubmittedNotebook {
  return submittedOf(JSON.parse(content.toString('utf8').replace(/^\ufeff/, '')));
}

/**
 * The same, of a notebook that was parsed already.
 *
 * @throws {Error} when it holds no cells
 */
export function submittedOf(value: unknown): SubmittedNotebook {
  const { cells, worksheets, metadata } = Object(value);
  // Format 3 kept its cells in worksheets.
  const list: unknown =
    cells ?? Object(Array.isArray(worksheets) ? worksheets[0] : undefined).cells;
  if (!Array.isArray(list)) throw new Error('it has no cells');
  const exercise: unknown = Object(Object(metadata).wirebook).exercise;
  return {
    exercise: typeof exercise === 'string' ? exercise : undefined,
    cells: list.map((cell: unknown) => {
      const { cell_type: type, source, input, metadata: about } = Object(cell);
      const gradeId: unknown = Object(Object(about).nbgrader).grade_id;
      return {
        gradeId: typeof gradeId === 'string' ? gradeId : undefined,
        isCode: type === 'code',
        source: readSource(source ?? input),
      };
    }),
  };
}

function readSource(source: unknown): string {
  const text = Array.isArray(source)
    ? source.filter((line) => typeof line === 'string').join('')
    : source;
  return typeof text === 'string' ? cut(text).replaceAll('\r\n', '\n') : '';
}

/** The beginning of a text. It is copied, since a slice would keep the whole text in memory. */
function cut(text: string): string {
  return text.length <= maxCharacters ? text : structuredClone(text.slice(0, maxCharacters));
}
