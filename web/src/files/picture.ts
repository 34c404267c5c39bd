// A picture as it leaves the page: drawn anew the right way up, or cleaned, so that nothing is in
// it but what can be seen, and with its extent, so that nothing jumps where it is shown.

import { blur_grid, blur_text } from './blur';
import type { Extent } from './link';
import { without_metadata } from './png';

export interface Prepared {
  readonly file: Blob;
  readonly extent: Extent | null;
  readonly blur: string;
}

const drawn_anew = new Set(['image/jpeg', 'image/png', 'image/webp']);
const measured = new Set([...drawn_anew, 'image/gif', 'image/avif']);
const side_max = 8_192;
const quality = 0.9;
const head_bytes = 65_536;
const film_wait_ms = 4_000;

/** Null: it is said to be a picture, and cannot be read as one. */
export async function prepared(file: Blob): Promise<Prepared | null> {
  if (file.type.startsWith('video/')) {
    return { file, extent: await extent_of_film(file), blur: '' };
  }
  if (!measured.has(file.type)) return { file, extent: null, blur: '' };
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    // What this browser cannot show, others may.
    return drawn_anew.has(file.type) ? null : { file, extent: null, blur: '' };
  }
  try {
    const { width, height } = fitted(bitmap);
    const clean = width === bitmap.width && file.type === 'image/png'
      ? await without_metadata(file) : null;
    const is_as_it_is = clean !== null || !drawn_anew.has(file.type) || await is_moving(file);
    const drawn = is_as_it_is
      ? clean ?? file : await drawn_as(bitmap, { width, height }, file.type);
    if (drawn === null) return null;
    const extent = is_as_it_is ? { width: bitmap.width, height: bitmap.height } : { width, height };
    return { file: drawn, extent, blur: blur_of(bitmap) };
  } finally {
    bitmap.close();
  }
}

export function fitted({ width, height }: Extent): Extent {
  const scale = Math.min(1, side_max / Math.max(width, height));
  const side = (pixels: number): number => Math.max(1, Math.round(pixels * scale));
  return { width: side(width), height: side(height) };
}

function canvas_with(bitmap: ImageBitmap, { width, height }: Extent): HTMLCanvasElement | null {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) return null;
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  return canvas;
}

async function drawn_as(bitmap: ImageBitmap, extent: Extent, type: string): Promise<Blob | null> {
  const canvas = canvas_with(bitmap, extent);
  if (canvas === null) return null;
  const drawn = await new Promise<Blob | null>((done) => canvas.toBlob(done, type, quality));
  // A browser that cannot write the type writes another one.
  return drawn?.type === type || drawn?.type === 'image/png' ? drawn : null;
}

function blur_of(bitmap: ImageBitmap): string {
  const { columns, rows } = blur_grid(bitmap.width, bitmap.height);
  // In two steps: from so many pixels to so few at once only some of them would count.
  const middle = canvas_with(bitmap, { width: columns * 16, height: rows * 16 });
  const small = document.createElement('canvas');
  small.width = columns;
  small.height = rows;
  const context = small.getContext('2d', { willReadFrequently: true });
  if (middle === null || context === null) return '';
  context.fillStyle = '#fff';
  context.fillRect(0, 0, columns, rows);
  context.imageSmoothingQuality = 'high';
  context.drawImage(middle, 0, 0, columns, rows);
  return blur_text(columns, rows, context.getImageData(0, 0, columns, rows).data);
}

/** Drawn anew, only its first picture would be left. */
export async function is_moving(file: Blob): Promise<boolean> {
  const mark = { 'image/png': 'acTL', 'image/webp': 'ANIM' }[file.type];
  if (mark === undefined) return false;
  const head = new Uint8Array(await file.slice(0, head_bytes).arrayBuffer());
  return new TextDecoder('latin1').decode(head).includes(mark);
}

function extent_of_film(file: Blob): Promise<Extent | null> {
  const address = URL.createObjectURL(file);
  const film = document.createElement('video');
  return new Promise<Extent | null>((resolve) => {
    film.onloadedmetadata = () => {
      const { videoWidth: width, videoHeight: height } = film;
      resolve(width > 0 && height > 0 ? { width, height } : null);
    };
    film.onerror = () => resolve(null);
    setTimeout(() => resolve(null), film_wait_ms);
    film.preload = 'metadata';
    film.src = address;
  }).finally(() => URL.revokeObjectURL(address));
}
