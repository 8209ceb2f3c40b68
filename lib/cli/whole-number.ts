import { InvalidArgumentError } from 'commander';

/** Parses an option that is a whole number from 1 on. */
export function positiveWhole(text: string): number {
  return wholeFrom(1, text);
}

/** Parses an option that is a whole number from 0 on. */
export function wholeNumber(text: string): number {
  return wholeFrom(0, text);
}

function wholeFrom(least: number, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < least) {
    throw new InvalidArgumentError(`It must be a whole number from ${least} on.`);
  }
  return number;
}
