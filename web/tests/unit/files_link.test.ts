// The URL of a file: written as uvchat-cli writes it, and read as a stranger's claim.

import { describe, expect, test } from 'vitest';
import { blur_size, file_link_text, parse_file_link, type FileLink } from '../../src/files/link';

const key_text = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
const url = 'https://chat.example.org/f/3kq9';
const bare = `${url}#aes1=${key_text}&size=123456`;
const key = Uint8Array.from({ length: 32 }, (_, i) => i);
const blur = `43${'Az'.repeat(12)}`;

function text_of(link: Partial<FileLink>, bytes_max = 220): string | null {
  return file_link_text(
    { url, key, size: 123_456, type: '', name: '', extent: null, blur: '', ...link }, bytes_max);
}

describe('an enciphered file', () => {
  test('its URL says key, size, type and name', () => {
    expect(text_of({ type: 'image/png', name: 'gato.png' }))
      .toBe(`${bare}&type=image/png&name=gato.png`);
    expect(text_of({ type: 'image/svg+xml', name: 'a b&c#d.svg' }))
      .toBe(`${bare}&type=image/svg+xml&name=a%20b%26c%23d.svg`);
    expect(text_of({})).toBe(bare);
    expect(text_of({ type: 'no type', name: 'a' })).toBe(`${bare}&name=a`);
  });

  test('it says nothing of where the file lay', () => {
    expect(text_of({ name: '/home/ana/gato.png' })).toBe(`${bare}&name=gato.png`);
    expect(text_of({ name: 'C:\\Users\\ana\\gato.png' })).toBe(`${bare}&name=gato.png`);
  });

  test('the name is shortened before its extension, and no character is cut', () => {
    const begin = `${bare}&type=image/png&name=`;
    const type = 'image/png';
    expect(text_of({ type, name: 'fotografia.png' }, begin.length + 8)).toBe(`${begin}foto.png`);
    expect(text_of({ type, name: 'sin punto' }, begin.length + 6)).toBe(`${begin}sin%20`);
    expect(text_of({ type, name: '.escondido' }, begin.length + 4)).toBe(`${begin}.esc`);
    expect(text_of({ type, name: 'ñañ.png' }, begin.length + 15)).toBe(`${begin}%C3%B1a.png`);
  });

  test('of a name of 300 characters its end stays to be seen, by whoever it was cut', () => {
    const name = `${'long'.repeat(74)}.exe`;
    expect(parse_file_link(text_of({ name }) ?? '')?.name).toMatch(/^(long)+.*\.exe$/);
    expect(parse_file_link(`${bare}&name=${name}`)?.name).toMatch(/^(long)+.*\.exe$/);
  });

  test('where the line has no room, all is left out that can be', () => {
    const begin = `${bare}&type=image/png&name=`;
    const picture = { type: 'image/png', name: 'foto.png', extent: { width: 4, height: 3 }, blur };
    expect(text_of(picture, 400)).toBe(`${begin}foto.png&w=4&h=3&blur=${blur}`);
    expect(text_of(picture, begin.length + 8)).toBe(`${begin}foto.png`);
    expect(text_of(picture, begin.length + 4)).toBe(bare);
    expect(text_of(picture, bare.length)).toBe(bare);
    expect(text_of(picture, bare.length - 1)).toBeNull();
  });

  test('it is read back, in any order and with more', () => {
    const link = parse_file_link(text_of({ type: 'image/png', name: 'mañana & más.png' }) ?? '');
    expect(link).toMatchObject({ url, size: 123_456, type: 'image/png', name: 'mañana & más.png' });
    expect(link?.key).toEqual(key);
    expect(parse_file_link(`https://h/f#name=a&later=1&size=0&&aes1=${key_text}`))
      .toMatchObject({ size: 0, name: 'a', type: '' });
  });

  test.each([
    `${bare} `, `see ${bare}`, `https://h/f#aes1=${key_text}`,
    `https://h/f#size=-1&aes1=${key_text}`, `https://h/f#size=1x&aes1=${key_text}`,
    `https://h/f#size=18446744073709551615&aes1=${key_text}`,
    `https://h/f#size=1&aes1=${key_text}A`, `https://h/f#size=1&aes1=${key_text.slice(1)}`,
    `https:///f#size=1&aes1=${key_text}`, `https://h#size=1&aes1=${key_text}`, `${bare}&name=ñ`,
    `javascript://h/f#size=1&aes1=${key_text}`, `${bare}${'x'.repeat(3_000)}`, '', 'hello',
  ])('"%s" is none', (text) => {
    expect(parse_file_link(text)).toBeNull();
  });
});

describe('a file in clear', () => {
  test('its URL says size, name, extent and a few pixels', () => {
    const text = text_of({
      key: null, name: 'gato.png', extent: { width: 640, height: 480 }, blur,
    });
    expect(text).toBe(`${url}#size=123456&name=gato.png&w=640&h=480&blur=${blur}`);
    expect(parse_file_link(text ?? '')).toEqual({
      url, key: null, size: 123_456, type: '', name: 'gato.png',
      extent: { width: 640, height: 480 }, blur,
    });
  });

  test('a plain URL says nothing', () => {
    expect(parse_file_link(url)).toEqual(
      { url, key: null, size: null, type: '', name: '', extent: null, blur: '' });
    expect(text_of({ key: null, size: null })).toBe(url);
    expect(text_of({ key: null, size: null, name: 'a' })).toBe(`${url}#name=a`);
  });

  test('what others claim has a bound, and no path, controls or turned letters', () => {
    const read = (fragment: string): FileLink | null => parse_file_link(`${url}#${fragment}`);
    expect(read('w=0&h=5')?.extent).toBeNull();
    expect(read('w=99999999&h=5')?.extent).toBeNull();
    expect(read('w=1e3&h=5')?.extent).toBeNull();
    expect(read('size=abc')?.size).toBeNull();
    expect(read('blur=99AAAA')?.blur).toBe('');
    expect(read(`blur=43${'Az'.repeat(11)}`)?.blur).toBe('');
    expect(read('name=..%2F..%2Fetc%2Fpasswd')?.name).toBe('passwd');
    expect(read('name=C:%5Cautoexec.bat')?.name).toBe('autoexec.bat');
    expect(read('name=%2e%2e')?.name).toBe('');
    expect(read('name=a%00b%0D%0A%1b.png')?.name).toBe('ab.png');
    expect(read('name=a%E2%80%AEgnp.exe')?.name).toBe('agnp.exe');
    expect(read('name=%FF')?.name).toBe('\uFFFD');
    expect(read('name=%zz%4')?.name).toBe('%zz%4');
    expect(read(`name=${'x'.repeat(1_500)}`)?.name.length).toBe(160);
    for (const type of ['image', '/png', 'a/b/c', 'image/p%20ng']) {
      expect(read(`type=${type}`)?.type).toBe('');
    }
  });
});

test('a blur has as many pixels as it says', () => {
  expect(blur_size(blur)).toEqual({ columns: 4, rows: 3 });
  expect(blur_size('11AA')).toEqual({ columns: 1, rows: 1 });
  for (const bad of ['', '43', '11A', '11AAAA', '71AAAAAAAAAAAAAA', '11**']) {
    expect(blur_size(bad)).toBeNull();
  }
});
