/** Points in the result of a check that is saved with its notebook. */

/** The MIME type of the points in such a result. */
export const POINTS_MIME = 'application/vnd.wirebook.points+json';
