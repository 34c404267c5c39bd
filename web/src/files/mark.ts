// Whether a file that is chosen again is the one of which a part was sent: its size, its beginning
// and its end. The whole of a large one would take longer to read than to send.

import { sha256 } from '@noble/hashes/sha2';
import { joined } from '../cipher/bytes';

const piece_bytes = 256 * 1024;

export async function mark_of(file: Blob): Promise<string> {
  const pieces = [file.slice(0, piece_bytes), file.slice(-piece_bytes)];
  const [begin, end] = await Promise.all(
    pieces.map(async (piece) => new Uint8Array(await piece.arrayBuffer())));
  const hash = sha256(joined(begin ?? new Uint8Array(), end ?? new Uint8Array()));
  return `${file.size} ${Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
