import { expect, test } from 'vitest';
import { blur_grid, blur_pixels, blur_text } from '../../src/files/blur';
import { fitted, is_moving } from '../../src/files/picture';

test('a few pixels are written and read, with four bits a colour', () => {
  const pixels = Uint8ClampedArray.from([255, 0, 0, 255, 17, 136, 255, 255]);
  const text = blur_text(2, 1, pixels);
  expect(text).toMatch(/^21[A-Za-z0-9_-]{4}$/);
  expect(blur_pixels(text)).toEqual({ columns: 2, rows: 1, pixels });
  expect(blur_pixels('21AA')).toBeNull();
});

test('they have the shape of the picture', () => {
  expect(blur_grid(4000, 3000)).toEqual({ columns: 4, rows: 3 });
  expect(blur_grid(100, 100_000)).toEqual({ columns: 1, rows: 4 });
  expect(blur_grid(1, 1)).toEqual({ columns: 4, rows: 4 });
});

test('a picture that is too large becomes smaller, and keeps its shape', () => {
  expect(fitted({ width: 4000, height: 3000 })).toEqual({ width: 4000, height: 3000 });
  expect(fitted({ width: 16_384, height: 8_192 })).toEqual({ width: 8_192, height: 4_096 });
  expect(fitted({ width: 90_000, height: 1 })).toEqual({ width: 8_192, height: 1 });
});

test('a picture that moves is known by its bytes', async () => {
  const of = (text: string, type: string): Blob => new Blob([text], { type });
  expect(await is_moving(of('RIFF....WEBPVP8X....ANIM', 'image/webp'))).toBe(true);
  expect(await is_moving(of('RIFF....WEBPVP8 ....', 'image/webp'))).toBe(false);
  expect(await is_moving(of('.PNG....IHDR....acTL', 'image/png'))).toBe(true);
  expect(await is_moving(of('ANIM acTL', 'image/jpeg'))).toBe(false);
});
