// The URL by which a file is announced. What a reader has to know before they fetch it stands in
// its fragment, which is a claim of whoever has said it: nothing of it is trusted, and all of it
// has a bound. The key of an enciphered file stands there, too, where no server sees it
// (docs/ciphered-lines.md, section 9).

import { from_base64url, from_utf8, to_base64url, utf8, utf8_bytes, type Bytes }
  from '../cipher/bytes';
import { file_bytes_max } from '../cipher/file_stream';

export interface FileLink {
  /** "https://host/path", without a fragment. */
  readonly url: string;
  /** Of an enciphered file; null: it is stored in clear. */
  readonly key: Bytes | null;
  /** Bytes in clear; null: not said. */
  readonly size: number | null;
  /** A media type; empty where none is said. */
  readonly type: string;
  /** Without controls and without a path; empty where none is said. */
  readonly name: string;
  /** Pixels of a picture or film; null: not said. */
  readonly extent: Extent | null;
  /** A few pixels, to be shown while the picture is on its way; empty: none. */
  readonly blur: string;
}

export interface Extent { readonly width: number; readonly height: number }

const side_max = 32_767;
const name_chars_max = 160;
const extension_chars_max = 16;
/** "43" and two characters for each of 4 times 3 pixels. */
const blur_form = /^([1-6])([1-6])((?:[A-Za-z0-9_-]{2})+)$/;

export function blur_size(blur: string): { columns: number; rows: number } | null {
  const [, columns, rows, pixels = ''] = blur_form.exec(blur) ?? [];
  const size = { columns: Number(columns), rows: Number(rows) };
  return pixels.length === 2 * size.columns * size.rows ? size : null;
}

/** What a name may be on the reader's disk: no path, no control or direction marks. */
export function plain_name(name: string): string {
  const last = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  const plain = last.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]/gu, '');
  return plain === '.' || plain === '..' ? '' : plain;
}

/** What a long name ends with says what it is: a part before that goes. */
function fitted_name(name: string): string {
  if (name.length <= name_chars_max) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot < 0 ? '' : name.slice(dot, dot + extension_chars_max);
  const begin = name.slice(0, name_chars_max - extension.length - 1);
  return begin.replace(/[\ud800-\udbff]$/, '') + '…' + extension;
}

function is_media_type(type: string): boolean {
  return /^[A-Za-z0-9!#$&^_.+-]+\/[A-Za-z0-9!#$&^_.+-]+$/.test(type) && type.length <= 127;
}

/** Http is for one's own machine: whoever reads the link asks their own server alone. */
function is_file_url(url: string): boolean {
  return /^https?:\/\/[^/#]+\/[!-"$-~]*$/.test(url) && /^[!-~]*$/.test(url);
}

// --- Written

function encoded(text: string, plain: RegExp): string {
  return Array.from(utf8(text), (byte) => {
    const letter = String.fromCharCode(byte);
    const is_plain = /[A-Za-z0-9\-._~]/.test(letter) || plain.test(letter);
    return is_plain ? letter : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}
const encoded_name = (name: string): string => encoded(name, /(?!)/);

/** With what has to go taken from before its extension; empty where nothing would be left there. */
function shortened_name(name: string, bytes_max: number): string {
  const whole = encoded_name(name);
  if (whole.length <= bytes_max) return whole;
  const dot = name.lastIndexOf('.');
  const stem = dot <= 0 ? name : name.slice(0, dot);
  const extension = encoded_name(name.slice(stem.length));
  let shortened = '';
  for (const letter of stem) {
    const next = encoded_name(letter);
    if (shortened.length + next.length + extension.length > bytes_max) break;
    shortened += next;
  }
  return shortened === '' ? '' : shortened + extension;
}

function shown(link: FileLink): string {
  const { extent, blur } = link;
  return (extent === null ? '' : `&w=${extent.width}&h=${extent.height}`)
    + (blur === '' ? '' : `&blur=${blur}`);
}

/**
 * What is said of the file, as one URL. Where it would be longer than `bytes_max` the name is
 * shortened before its extension, and if that is not enough, all that can be done without is left
 * out. Null where even that is too long.
 */
export function file_link_text(link: FileLink, bytes_max: number): string | null {
  if (!is_file_url(link.url)) return null;
  const key = link.key === null ? '' : `&aes1=${to_base64url(link.key)}`;
  const size = link.size === null ? '' : `&size=${link.size}`;
  const bare = `${link.url}${(key + size).replace('&', '#')}`;
  if (utf8_bytes(bare) > bytes_max) return null;
  const of_type = is_media_type(link.type) ? `&type=${encoded(link.type, /[/+]/)}` : '';
  const name = fitted_name(plain_name(link.name));
  for (const more of [of_type + shown(link), of_type]) {
    const room = bytes_max - bare.length - more.length - '&name='.length;
    const short = name === '' ? '' : shortened_name(name, room);
    if (name !== '' && short === '') continue;
    const at_name = short === '' ? '' : `&name=${short}`;
    const fragment = more.slice(0, of_type.length) + at_name + more.slice(of_type.length);
    const text = bare.includes('#') ? bare + fragment : link.url + fragment.replace('&', '#');
    if (text.length <= bytes_max) return text;
  }
  return bare;
}

// --- Read

/** What is no escape stands for itself. */
function decoded(text: string): string {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const digits = /^%([0-9A-Fa-f]{2})/.exec(text.slice(at, at + 3))?.[1];
    bytes.push(digits === undefined ? text.charCodeAt(at) : Number.parseInt(digits, 16));
    if (digits !== undefined) at += 2;
  }
  const whole = Uint8Array.from(bytes);
  return from_utf8(whole) ?? new TextDecoder().decode(whole);
}

function number_of(text: string | undefined, max: number): number | null {
  if (text === undefined || !/^\d{1,16}$/.test(text)) return null;
  return Number(text) <= max ? Number(text) : null;
}

function key_of(text: string): Bytes | null {
  const key = from_base64url(text);
  return key?.length === 32 ? key : null;
}

/** Null where the whole text is not such a URL. What is unknown in the fragment is passed over. */
export function parse_file_link(text: string): FileLink | null {
  if (text.length > 2_000 || !/^[!-~]+$/.test(text)) return null;
  const hash = text.indexOf('#');
  const url = hash < 0 ? text : text.slice(0, hash);
  if (!is_file_url(url)) return null;
  const fields = new Map<string, string>();
  for (const field of hash < 0 ? [] : text.slice(hash + 1).split('&')) {
    const at = field.indexOf('=');
    if (at > 0) fields.set(field.slice(0, at), field.slice(at + 1));
  }
  const key_text = fields.get('aes1');
  const key = key_text === undefined ? null : key_of(key_text);
  const size = number_of(fields.get('size'), file_bytes_max);
  // Without its key and its size it cannot be opened.
  if (key_text !== undefined && (key === null || size === null)) return null;
  const type = decoded(fields.get('type') ?? '');
  const width = number_of(fields.get('w'), side_max) ?? 0;
  const height = number_of(fields.get('h'), side_max) ?? 0;
  const blur = fields.get('blur') ?? '';
  return {
    url, key, size,
    type: is_media_type(type) ? type : '',
    name: fitted_name(plain_name(decoded(fields.get('name') ?? ''))),
    extent: width > 0 && height > 0 ? { width, height } : null,
    blur: blur_size(blur) === null ? '' : blur,
  };
}
