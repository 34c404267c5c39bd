/** Where a reader was in a conversation, while the page lives: a switch back shows it again. */
import type { Anchor } from './windowing';

export interface Place {
  anchors: readonly Anchor[];
  /** At the newest line: goes along with what comes. */
  follows: boolean;
  readonly heights: Map<string, number>;
  width: number;
}

const PLACES_MAX = 40;
const HEIGHTS_MAX = 4000;
const places = new Map<string, Place>();

export function place_of(conversation_key: string): { place: Place; is_first: boolean } {
  const known = places.get(conversation_key);
  places.delete(conversation_key);
  const place = known ?? {
    anchors: [],
    follows: true,
    heights: new Map<string, number>(),
    width: 0,
  };
  places.set(conversation_key, place);
  if (places.size > PLACES_MAX) {
    const oldest = places.keys().next().value;
    if (oldest !== undefined) places.delete(oldest);
  }
  return { place, is_first: known === undefined };
}

/** Notes the height of a drawn row. Of rows long gone it is forgotten. */
export function note_height(place: Place, key: string, height: number): void {
  if (place.heights.get(key) === height) return;
  if (place.heights.size > HEIGHTS_MAX) place.heights.clear();
  place.heights.set(key, height);
}

/** Scrolls so that the first anchor that is drawn stands where it stood; or to the end. */
export function put_right(
  scroller: HTMLElement,
  drawn: ReadonlyMap<string, Element>,
  place: Place,
): void {
  if (place.follows) {
    scroller.scrollTop = scroller.scrollHeight;
    return;
  }
  const base = scroller.getBoundingClientRect().top;
  for (const anchor of place.anchors) {
    const row = drawn.get(anchor.key);
    if (!row) continue;
    const off = row.getBoundingClientRect().top - base - anchor.offset;
    if (Math.abs(off) > 0.01) scroller.scrollTop += off;
    return;
  }
}
