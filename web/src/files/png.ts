// A PNG without what is not seen. Drawn anew it loses its palette, and may be several times as
// large: where nothing has to be turned or converted its pixels stay as they are, byte for byte.

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** What decides how it looks. Texts, times, places and chunks that nobody knows go. */
const kept = new Set([
  'IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'cICP', 'sBIT', 'bKGD', 'pHYs',
  'acTL', 'fcTL', 'fdAT',
]);
/** It may have to be turned, or its colours belong to one screen: that needs drawing. */
const drawn = new Set(['eXIf', 'iCCP']);
const around_bytes = 12;

interface Chunk { readonly type: string; readonly end: number }

function chunk_at(bytes: DataView, at: number): Chunk | null {
  if (at + around_bytes > bytes.byteLength) return null;
  const end = at + around_bytes + bytes.getUint32(at);
  if (end > bytes.byteLength) return null;
  const type = String.fromCharCode(...[4, 5, 6, 7].map((i) => bytes.getUint8(at + i)));
  return { type, end };
}

/** Null: it has to be drawn, or it is none. Nothing behind its end is in it. */
export async function without_metadata(file: Blob): Promise<Blob | null> {
  const buffer = await file.arrayBuffer();
  const bytes = new DataView(buffer);
  const is_png = buffer.byteLength >= signature.length
    && signature.every((byte, i) => bytes.getUint8(i) === byte);
  if (!is_png) return null;
  const parts: ArrayBuffer[] = [buffer.slice(0, signature.length)];
  for (let at = signature.length; ;) {
    const chunk = chunk_at(bytes, at);
    if (chunk === null || drawn.has(chunk.type)) return null;
    if (kept.has(chunk.type)) parts.push(buffer.slice(at, chunk.end));
    if (chunk.type === 'IEND') return new Blob(parts, { type: 'image/png' });
    at = chunk.end;
  }
}
