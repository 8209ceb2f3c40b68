/** The text by which the error of an unwritten function is known: the stub throws it. */
export const unwrittenMark = 'Not written yet';

/** Whether a function still holds the stub. */
export function isUnwritten(error: Error): boolean {
  return error.message.startsWith(unwrittenMark);
}
