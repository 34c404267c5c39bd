import { expect, test } from 'vitest';
import { without_metadata } from '../../src/files/png';

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function chunk(type: string, text = ''): number[] {
  const data = [...new TextEncoder().encode(text)];
  const length = [0, 0, data.length >> 8, data.length & 255];
  return [...length, ...new TextEncoder().encode(type), ...data, 1, 2, 3, 4];
}
const png = (...chunks: number[][]): Blob =>
  new Blob([new Uint8Array([...signature, ...chunks.flat()])], { type: 'image/png' });
async function bytes_of(blob: Blob | null): Promise<number[] | null> {
  return blob === null ? null : [...new Uint8Array(await blob.arrayBuffer())];
}

const [head, palette, pixels, end] = [
  chunk('IHDR', 'a head'), chunk('PLTE', 'colours'), chunk('IDAT', 'pixels'), chunk('IEND'),
] as const;

test('texts, times and what nobody knows go; what is seen stays byte for byte', async () => {
  const full = png(
    head, chunk('tEXt', 'Author ana'), palette, chunk('tIME', '1234567'), pixels,
    chunk('vpAg', 'x'), chunk('iTXt', 'GPS'), end);
  const left = await without_metadata(full);
  expect(await bytes_of(left)).toEqual(await bytes_of(png(head, palette, pixels, end)));
  expect(left?.type).toBe('image/png');
});

test('a moving one goes on moving', async () => {
  const moving = png(
    head, chunk('acTL', '2'), chunk('fcTL', '0'), pixels, chunk('fdAT', 'more'), end);
  expect(await bytes_of(await without_metadata(moving))).toEqual(await bytes_of(moving));
});

test('what stands behind the end, as after a picture was cropped, goes', async () => {
  const cropped = new Blob([await png(head, pixels, end).arrayBuffer(), 'the rest as it was']);
  expect(await bytes_of(await without_metadata(cropped)))
    .toEqual(await bytes_of(png(head, pixels, end)));
});

test('one that may have to be turned, or has colours of its own, is drawn', async () => {
  for (const type of ['eXIf', 'iCCP']) {
    expect(await without_metadata(png(head, chunk(type, 'x'), pixels, end))).toBeNull();
  }
});

test('what is none, or ends too early, is drawn, if it can be', async () => {
  const whole = await bytes_of(png(head, pixels, end)) ?? [];
  for (let length = 0; length < whole.length; length += 1) {
    const cut = new Blob([new Uint8Array(whole.slice(0, length))]);
    expect(await without_metadata(cut)).toBeNull();
  }
  expect(await without_metadata(new Blob(['GIF89a and more than that']))).toBeNull();
});
