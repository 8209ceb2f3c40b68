/** The text by which the error of an unwritten function is known: the stub throws it. */
export const unwrittenMark = 'Not written yet';
