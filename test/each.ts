import { AssertionError } from 'node:assert';

/**
 * The items of a list that must have some: what a test asserts for each of them would hold for an empty list too.
 * @throws an AssertionError where there are none
 */
export function each<T>(list: Iterable<T>, what = 'item'): T[] {
  const items = [...list];
  if (items.length === 0)
    throw new AssertionError({ message: `there is no ${what} to look at`, stackStartFn: each });
  return items;
}
