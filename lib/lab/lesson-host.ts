/** The address of the lesson that is open, which instruments look at unless told otherwise. */

let host: string | undefined;

/** The loopback address of the lesson that was opened last. */
export function lessonHost(): string | undefined {
  return host;
}

/** Notes which lesson is open. */
export function setLessonHost(address: string): void {
  host = address;
}
