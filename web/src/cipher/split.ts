// How much text a ciphered line holds, and how a longer one is cut (section 6).

import { utf8_bytes } from './bytes';
import type { LineKind } from './line_kind';

/** What a line has to hold besides its text; all in bytes. */
export interface LineRoom {
  kind: LineKind;
  /** Of the target as sent. */
  target_bytes: number;
  /** Of one's own ":nick!user@host " as last seen. */
  prefix_bytes: number;
  /** 512, or LINELEN. */
  line_bytes: number;
  topic_bytes: number;
}

// A relayed line's ":nick!user@host " may grow while the line is on its way.
const prefix_bytes_min = 100;
const head_chars = 6;
const overhead_bytes = 44;

/** 0 where nothing can be sent to this target. */
export function text_bytes_max(room: LineRoom): number {
  const prefix = Math.max(prefix_bytes_min, room.prefix_bytes);
  const around = 2 + prefix + room.kind.length + 1 + room.target_bytes + 2;
  let chars = room.line_bytes - around;
  if (room.kind === 'TOPIC') chars = Math.min(chars, room.topic_bytes);
  const bytes = Math.floor(((chars - head_chars) * 3) / 4);
  const blocks = Math.floor((bytes - overhead_bytes) / 32);
  return blocks < 1 ? 0 : blocks * 32 - 4;
}

/**
 * The pieces of `text`, each to be a line of its own: cut at line breaks, which go (an empty line
 * stays, as an empty piece), then where it is longer than `bytes_max`, after a space if there is
 * one in the piece's second half, else between grapheme clusters. REQUIRES: bytes_max is at least
 * 4, a character's bytes.
 */
export function split_text(text: string, bytes_max: number): string[] {
  return text.split(/\r\n|\r|\n/).flatMap((line) => split_line(line, bytes_max));
}

function split_line(line: string, bytes_max: number): string[] {
  const pieces: string[] = [];
  let rest = line;
  do {
    const piece = first_piece(rest, bytes_max);
    pieces.push(piece);
    rest = rest.slice(piece.length);
  } while (rest !== '');
  return pieces;
}

function first_piece(text: string, bytes_max: number): string {
  // A unit of UTF-16 is at least one byte: what is behind these is not needed to see that.
  if (text.length <= bytes_max && utf8_bytes(text) <= bytes_max) return text;
  // Whether a cluster ends there is told by what is before and by one character behind it.
  const seen = text.slice(0, bytes_max + 8);
  const piece = fitting(clusters(seen), bytes_max) || fitting(seen, bytes_max);
  const to_space = piece.slice(0, piece.lastIndexOf(' ') + 1);
  return 2 * utf8_bytes(to_space) > bytes_max ? to_space : piece;
}

function fitting(parts: Iterable<string>, bytes_max: number): string {
  let piece = '';
  let bytes = 0;
  for (const part of parts) {
    bytes += utf8_bytes(part);
    if (bytes > bytes_max) break;
    piece += part;
  }
  return piece;
}

let segmenter: Intl.Segmenter | undefined;

function* clusters(text: string): Generator<string> {
  segmenter ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
  for (const { segment } of segmenter.segment(text)) yield segment;
}
