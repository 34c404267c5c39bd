/**
 * The arithmetic of a list of which only what is seen is in the page. Heights are known once drawn
 * and guessed before. The place is kept by what the reader sees (an anchor), never by a number of
 * pixels from the top.
 */
export interface Anchor {
  readonly key: string;
  /** From the upper edge of the view to that of the row, in pixels; negative above it. */
  readonly offset: number;
}

export interface Slice {
  readonly from: number;
  /** Behind the last one. */
  readonly to: number;
}

/** Where each row begins, and at the end where the last one ends. */
export function offsets_of(count: number, height_of: (index: number) => number): Float64Array {
  const offsets = new Float64Array(count + 1);
  let sum = 0;
  for (let i = 0; i < count; i += 1) {
    offsets[i] = sum;
    sum += height_of(i);
  }
  offsets[count] = sum;
  return offsets;
}

/** The row that covers this height: the last that begins at or above it. */
export function index_at(offsets: Float64Array, y: number): number {
  let low = 0;
  let high = Math.max(0, offsets.length - 2);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** What to draw: all that is seen, and `beyond` pixels above and below. */
export function slice_at(
  offsets: Float64Array,
  top: number,
  height: number,
  beyond: number,
): Slice {
  const count = offsets.length - 1;
  if (count <= 0) return { from: 0, to: 0 };
  const from = index_at(offsets, top - beyond);
  const to = index_at(offsets, top + height + beyond) + 1;
  return { from, to: Math.min(count, to) };
}

/** Whether what is drawn covers the view with some to spare, so that nothing need change. */
export function covers(
  slice: Slice,
  offsets: Float64Array,
  top: number,
  height: number,
  spare: number,
): boolean {
  const count = offsets.length - 1;
  if (slice.to > count) return false;
  const begins = offsets[slice.from] ?? 0;
  const ends = offsets[slice.to] ?? 0;
  const is_above = slice.from === 0 || begins <= top - spare;
  const is_below = slice.to === count || ends >= top + height + spare;
  return is_above && is_below;
}

/**
 * The rows of the view: the first that is still there keeps the place. The one that is cut by the
 * upper edge comes late, since what comes to it (a reaction) moves what is read below it. Rows that
 * are not steady come last: an older page in front of them changes where or how they stand.
 */
export function anchors_of(
  keys: readonly string[],
  offsets: Float64Array,
  top: number,
  height: number,
  is_steady: (index: number) => boolean,
): Anchor[] {
  const whole: Anchor[] = [];
  const cut: Anchor[] = [];
  const unsteady: Anchor[] = [];
  for (let i = index_at(offsets, top); i < keys.length; i += 1) {
    const offset = (offsets[i] ?? 0) - top;
    if (offset >= height) break;
    const key = keys[i];
    if (key === undefined) break;
    const kind = !is_steady(i) ? unsteady : offset < 0 ? cut : whole;
    kind.push({ key, offset });
  }
  return [...whole, ...cut, ...unsteady];
}

/** The scroll position at which the first anchor that is left stands where it stood. */
export function top_for(
  anchors: readonly Anchor[],
  index_of: (key: string) => number | undefined,
  offsets: Float64Array,
): number | null {
  for (const anchor of anchors) {
    const index = index_of(anchor.key);
    if (index !== undefined) return (offsets[index] ?? 0) - anchor.offset;
  }
  return null;
}
