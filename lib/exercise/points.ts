/** How a check's result says in a notebook what was earned. */

/** The type by which a result that was saved with its notebook is known. */
export const POINTS_MIME = 'application/vnd.wirebook.points+json';
