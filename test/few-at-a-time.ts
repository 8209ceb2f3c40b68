/** Work that would only slow itself down if all of it ran at once. */

/** Calls `work` for each item, for `most` of them at a time; the results are in the order of the items. */
export async function fewAtATime<Item, Result>(
  items: readonly Item[],
  most: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const left = items.entries();
  const worker = async () => {
    for (const [place, item] of left) results[place] = await work(item);
  };
  await Promise.all(Array.from({ length: most }, worker));
  return results;
}
