// Uploads that a reload of the page breaks off, so that they go on when the same file is chosen
// again. In the tab alone, as unsent lines are. Of what is enciphered there is no more than where
// it lies on the server: its name is not kept, and its key never.

import { is_of } from './owned';
import { read_json, write_json } from './store';

export interface LeftUpload {
  /** Who sends it: an account, or the nick of a guest. */
  readonly who: string;
  /** The folded name of the conversation. */
  readonly name: string;
  /** The upload's own, which nobody else knows. */
  readonly url: string;
  /** From 0 to 1. */
  readonly progress: number;
  /** Null: it was enciphered. */
  readonly file: LeftFile | null;
}
export interface LeftFile {
  readonly name: string;
  readonly bytes: number;
  /** Of what is sent (files/mark.ts). */
  readonly mark: string;
}

const uploads_max = 100;
const item = 'uploads';

function is_file(value: unknown): value is LeftFile | null {
  if (value === null) return true;
  const { name, bytes, mark } = (value ?? {}) as Partial<LeftFile>;
  return typeof name === 'string' && typeof bytes === 'number' && typeof mark === 'string';
}

function is_left(value: unknown): value is LeftUpload {
  const { who, name, url, progress, file } = (value ?? {}) as Partial<LeftUpload>;
  return typeof who === 'string' && typeof name === 'string' && typeof url === 'string'
    && typeof progress === 'number' && is_file(file);
}

export function left_uploads(): readonly LeftUpload[] {
  const value = read_json(item, 'tab');
  return Array.isArray(value) ? value.filter(is_left).slice(0, uploads_max) : [];
}

function keep(uploads: readonly LeftUpload[]): void {
  write_json(item, uploads.length === 0 ? undefined : uploads.slice(0, uploads_max), 'tab');
}

/** In place of those that were kept of this conversation. */
export function keep_left_uploads(name: string, uploads: readonly LeftUpload[]): void {
  const all = left_uploads();
  const others = all.filter((each) => each.name !== name);
  if (uploads.length > 0 || others.length < all.length) keep([...others, ...uploads]);
}

/** Those of everybody else go. */
export function keep_left_uploads_of(who: string | null): void {
  keep(left_uploads().filter((each) => who !== null && is_of(each.who, who)));
}

export function hand_left_uploads_over(from: string, to: string): void {
  keep(left_uploads().map((each) => (each.who === from ? { ...each, who: to } : each)));
}
