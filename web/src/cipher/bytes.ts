// Bytes and their spellings.

export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lone_surrogate = /\p{Surrogate}/u;

export function utf8(text: string): Bytes {
  return new Uint8Array(encoder.encode(text));
}

/** Null where the bytes are not UTF-8. */
export function from_utf8(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

/** Whether it can be written as UTF-8: no half of a surrogate pair stands alone in it. */
export function is_text(text: string): boolean {
  return !lone_surrogate.test(text);
}

/** The bytes of `text` as UTF-8, without writing them. */
export function utf8_bytes(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    // The halves of a surrogate pair are four bytes together.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit & 0xf800) === 0xd800 ? 2 : 3;
  }
  return bytes;
}

export function joined(...parts: readonly Uint8Array[]): Bytes {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** One character a byte: a short spelling, to look bytes up by. */
export function as_key(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const values = new Map(Array.from(digits, (digit, value) => [digit, value]));

/** RFC 4648, section 5, without padding. */
export function to_base64url(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let pending = 0;
  for (const byte of bytes) {
    pending = (pending << 8) | byte;
    for (bits += 8; bits >= 6; ) {
      bits -= 6;
      text += digits.charAt((pending >> bits) & 63);
    }
    pending &= 63;
  }
  return bits === 0 ? text : text + digits.charAt((pending << (6 - bits)) & 63);
}

/** Null for all that to_base64url() does not write. */
export function from_base64url(text: string): Bytes | null {
  if (text.length % 4 === 1) return null;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let at = 0;
  let bits = 0;
  let pending = 0;
  for (let i = 0; i < text.length; i += 1) {
    const value = values.get(text.charAt(i));
    if (value === undefined) return null;
    pending = (pending << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at] = (pending >> bits) & 255;
      at += 1;
    }
    pending &= (1 << bits) - 1;
  }
  return pending === 0 ? bytes : null;
}
