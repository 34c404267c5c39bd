// A part of contract.ts: what is asked of the server, and what it answers.

import type { Line } from './contract';

export interface RoomEntry {
  readonly name: string; readonly members: number; readonly topic: string; readonly joined: boolean;
}

export interface SearchQuery {
  /** Words; the last one, and those with a *, stand for beginnings. */
  readonly text: string;
  readonly in?: string; readonly from?: string;
  readonly before_ms?: number; readonly after_ms?: number;
  readonly limit?: number;
}
export interface SearchResult {
  /** Newest first. */
  readonly hits: readonly { readonly conversation: string; readonly line: Line }[];
  /** There may be older ones: ask again with before_ms of the last one. */
  readonly has_more: boolean;
}

export interface Person {
  readonly nick: string; readonly account: string | null; readonly real_name: string;
  readonly away: string | null; readonly idle_s: number | null;
  readonly is_operator: boolean; readonly is_bot: boolean; readonly rooms: readonly string[];
}

/** Whether the server keeps a room while nobody is in it. `since_ms` 0: the server did not say. */
export type RoomKeeping = { readonly is_kept: false }
  | { readonly is_kept: true; readonly founder: string; readonly since_ms: number };
