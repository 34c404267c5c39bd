import { describe, expect, test } from 'vitest';
import {
  anchors_of, covers, index_at, offsets_of, slice_at, top_for,
} from '../../../src/ui/feed/windowing';

const tens = offsets_of(100, () => 10);
const steady = () => true;
const keys = Array.from({ length: 100 }, (_, i) => `k${i}`);

describe('the windowed list', () => {
  test('finds the row at a height, and the ends beyond it', () => {
    expect(index_at(tens, 0)).toBe(0);
    expect(index_at(tens, 9.9)).toBe(0);
    expect(index_at(tens, 10)).toBe(1);
    expect(index_at(tens, -50)).toBe(0);
    expect(index_at(tens, 5000)).toBe(99);
    expect(index_at(offsets_of(0, () => 1), 3)).toBe(0);
  });

  test('draws what is seen and some beyond', () => {
    expect(slice_at(tens, 200, 100, 50)).toEqual({ from: 15, to: 36 });
    expect(slice_at(tens, 0, 100, 50)).toEqual({ from: 0, to: 16 });
    expect(slice_at(tens, 950, 100, 50)).toEqual({ from: 90, to: 100 });
    expect(slice_at(offsets_of(0, () => 1), 0, 100, 50)).toEqual({ from: 0, to: 0 });
  });

  test('a slice covers the view until the reader comes near its edge', () => {
    const slice = { from: 20, to: 60 };
    expect(covers(slice, tens, 300, 100, 50)).toBe(true);
    expect(covers(slice, tens, 240, 100, 50)).toBe(false);
    expect(covers(slice, tens, 460, 100, 50)).toBe(false);
    expect(covers({ from: 0, to: 60 }, tens, 0, 100, 50)).toBe(true);
  });

  test('rows added above do not move what the reader sees', () => {
    const anchors = anchors_of(keys, tens, 205, 100, steady);
    expect(anchors[0]).toEqual({ key: 'k21', offset: 5 });
    // It is cut by the upper edge: what is answered to it moves nothing that is wholly seen.
    expect(anchors[anchors.length - 1]).toEqual({ key: 'k20', offset: -5 });
    const older = ['a', 'b', 'c', ...keys];
    const offsets = offsets_of(older.length, (i) => (i < 3 ? 33 : 10));
    const top = top_for(anchors, (key) => older.indexOf(key), offsets);
    expect(top).toBe(205 + 99);
  });

  test('where the first seen row is gone, the next one keeps the place', () => {
    const anchors = anchors_of(keys, tens, 200, 100, steady);
    const left = keys.filter((key) => key !== 'k20');
    const index = new Map(left.map((key, i) => [key, i]));
    const top = top_for(anchors, (key) => index.get(key), offsets_of(99, () => 10));
    expect(top).toBe(190);
  });

  test('where nothing of the view is left there is no place', () => {
    expect(top_for([{ key: 'gone', offset: 0 }], () => undefined, tens)).toBeNull();
  });
});
