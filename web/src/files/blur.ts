// A few pixels of a picture, as text: "43" for 4 columns and 3 rows, and two characters for each
// pixel, of four bits a colour. A browser that draws them large makes a soft picture of them.

import { blur_size } from './link';

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const side_max = 4;

/** Into how many pixels a picture of this shape is made. */
export function blur_grid(width: number, height: number): { columns: number; rows: number } {
  const shorter = (ratio: number): number => Math.max(1, Math.round(side_max * ratio));
  return width >= height
    ? { columns: side_max, rows: shorter(height / width) }
    : { columns: shorter(width / height), rows: side_max };
}

/** `pixels`: red, green, blue and opacity of each, as a canvas has them. */
export function blur_text(columns: number, rows: number, pixels: Uint8ClampedArray): string {
  let text = `${columns}${rows}`;
  for (let at = 0; at < columns * rows * 4; at += 4) {
    const [red = 0, green = 0, blue = 0] = pixels.subarray(at, at + 3);
    const bits = ((red >> 4) << 8) | ((green >> 4) << 4) | (blue >> 4);
    text += digits.charAt(bits >> 6) + digits.charAt(bits & 63);
  }
  return text;
}

/** Null where it is no such text. */
export function blur_pixels(blur: string):
{ columns: number; rows: number; pixels: Uint8ClampedArray<ArrayBuffer> } | null {
  const size = blur_size(blur);
  if (size === null) return null;
  const { columns, rows } = size;
  const pixels = new Uint8ClampedArray(columns * rows * 4);
  for (let i = 0; i < columns * rows; i += 1) {
    const high = digits.indexOf(blur.charAt(2 + i * 2));
    const bits = (high << 6) | digits.indexOf(blur.charAt(3 + i * 2));
    pixels.set([(bits >> 8) * 17, ((bits >> 4) & 15) * 17, (bits & 15) * 17, 255], i * 4);
  }
  return { columns, rows, pixels };
}
