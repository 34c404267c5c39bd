import { expect, test } from 'vitest';
import { shared_file, shown_extent } from '../../../src/ui/files/shared_file';
import { file_words } from '../../../src/ui/files/file_words';
import { size_text } from '../../../src/ui/files/size';

const roots = { here: 'https://chat.lan/', public: 'https://chat.example.org/sub/' };
const id = '0123456789abcdef0123456789abcdef';
const key = 'A'.repeat(43);

test('a file of this server is asked for where the page came from', () => {
  const file = shared_file(`${roots.public}files/${id}.jpg#w=800&h=600&name=cat.jpg`, roots);
  expect(file).toMatchObject({
    href: `https://chat.lan/files/${id}.jpg`, kind: 'image', type: 'image/jpeg', name: 'cat.jpg',
  });
  expect(shared_file(`${roots.here}files/${id}.mp4`, roots)?.kind).toBe('video');
  expect(shared_file(`${roots.here}files/${id}.mp3`, roots)?.kind).toBe('audio');
  expect(shared_file(`${roots.here}files/${id}`, roots)?.kind).toBe('other');
  expect(shared_file(`${roots.here}files/${id}/notes.pdf`, roots)?.kind).toBe('other');
});

test('what would run is never shown in place, whatever is claimed of it', () => {
  for (const type of ['text/html', 'image/svg+xml', 'application/pdf', '']) {
    const text = `${roots.here}files/${id}#aes1=${key}&size=5&type=${type}`;
    expect(shared_file(text, roots)).toMatchObject({ kind: 'other', type: '' });
  }
  expect(shared_file(`${roots.here}files/${id}.svg`, roots)?.kind).toBe('other');
  expect(shared_file(`${roots.here}files/${id}#type=image/png`, roots)?.kind).toBe('other');
  const sealed = shared_file(`${roots.here}files/${id}#aes1=${key}&size=5&type=image/png`, roots);
  expect(sealed).toMatchObject({ kind: 'image', type: 'image/png' });
});

test.each([
  `https://elsewhere.example/files/${id}.jpg`, `${roots.here}upload/${id}`,
  `${roots.here}files/${id}.jpg and more`, `see ${roots.here}files/${id}.jpg`,
  `${roots.here}files/../${id}.jpg`, `${roots.here}files/${id}/../../x`,
  `${roots.here}files/${id}.jpg?x=1`, `${roots.here}files/${id.slice(1)}.jpg`,
  `https://chat.lan.evil.example/files/${id}.jpg`, `https://chat.lan@evil.example/files/${id}.jpg`,
  `${roots.here}files/${id.toUpperCase()}.jpg`, `javascript:alert(1)//files/${id}.jpg`, '',
])('"%s" is a link like all links', (text) => {
  expect(shared_file(text, roots)).toBeNull();
});

test('without a place for files nothing is one', () => {
  expect(shared_file(`${roots.here}files/${id}.jpg`, null)).toBeNull();
});

test('its place on the page is known before it comes, and has a bound', () => {
  const extent = (claim: string): object => {
    const file = shared_file(`${roots.here}files/${id}.jpg#${claim}`, roots);
    return file === null ? {} : shown_extent(file);
  };
  expect(extent('w=720&h=480')).toEqual({ width: 360, height: 240 });
  expect(extent('w=100&h=3200')).toEqual({ width: 24, height: 320 });
  expect(extent('w=16&h=16')).toEqual({ width: 24, height: 24 });
  expect(extent('')).toEqual({ width: 240, height: 180 });
  expect(extent('w=32767&h=1')).toEqual({ width: 360, height: 24 });
});

test('told in words, a file is its name and never its key', () => {
  const url = `${roots.here}files/${id}`;
  expect(file_words(`${url}#aes1=${key}&size=5&name=diary.pdf`)).toBe('File: diary.pdf');
  expect(file_words(`${url}.jpg#w=1&h=1`)).toBe('Picture');
  expect(file_words(`${url}.mp4#w=1&h=1&name=a.mp4`)).toBe('Video: a.mp4');
  for (const text of ['https://h/page#section', 'hello', url]) expect(file_words(text)).toBeNull();
});

test('sizes are said as people say them', () => {
  expect([0, 1, 999, 1_000, 1_234_567, 25_000_000, 3e9].map(size_text)).toEqual([
    '0 bytes', '1 byte', '999 bytes', '1 kB', '1.2 MB', '25 MB', '3 GB',
  ]);
});
