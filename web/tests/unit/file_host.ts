// A server that takes files, for tests of what is sent.

import { expect } from 'vitest';
import type { Message } from '../../src/irc/message';
import type { TusRequest, TusResponse } from '../../src/files/tus';
import { keep_left_uploads, type LeftUpload } from '../../src/keep/left_uploads';
import { joined_chat, settle, settle_ciphers, type Tried } from './fake_chat';

export const file_url = 'https://public.example.net/files/0123456789abcdef0123456789abcdef.bin';

interface Host {
  readonly asked: TusRequest[];
  stored: number[];
  max: number;
  /** What happens instead of an answer. */
  breaks: (request: TusRequest) => TusResponse | null;
}

export function answer(status: number, headers: Record<string, string> = {}): TusResponse {
  return { status, header: (name) => headers[name] ?? null };
}

async function stored_by(host: Host, request: TusRequest): Promise<TusResponse> {
  host.asked.push(request);
  const broken = host.breaks(request);
  if (broken !== null) return broken;
  if (request.method === 'OPTIONS') return answer(204, { 'Tus-Max-Size': String(host.max) });
  if (request.method === 'POST') {
    return answer(201, { Location: 'https://public.example.net/upload/ab', 'Upload-Offset': '0' });
  }
  if (request.method === 'HEAD') {
    return answer(200, { 'Upload-Offset': String(host.stored.length) });
  }
  if (request.method !== 'PATCH') return answer(204);
  const { body } = request;
  const bytes = body instanceof Blob ? new Uint8Array(await body.arrayBuffer()) : body ?? [];
  host.stored.push(...bytes);
  return answer(204, {
    'Upload-Offset': String(host.stored.length), 'Content-Location': file_url,
  });
}

export interface Sending extends Tried { host: Host; tokens: string[] }

/** A server that takes files of those who have an account, and says so to all others. */
export async function with_files(
  change: { guest?: boolean; refusal?: string; left?: readonly LeftUpload[] } = {},
): Promise<Sending> {
  const host: Host = { asked: [], stored: [], max: 1_000_000, breaks: () => null };
  const tokens: string[] = [];
  const tried = await joined_chat(undefined, ({ chat: { core } }) => {
    core.page_root = 'https://chat.example.org/';
    core.send_file = (request) => stored_by(host, request);
    keep_left_uploads('#room', change.left ?? []);
  });
  const { server } = tried;
  server.tell(':s 005 ana draft/FILEHOST=https://public.example.net/upload :are supported');
  if (change.guest !== true) server.tell(':s 900 ana ana!u@h ana :You are logged in');
  server.intercept = (message: Message) => {
    if (message.command !== 'TOKEN') return false;
    tokens.push(message.params.join(' '));
    const label = message.tags.get('label') ?? '';
    const token = `token-of-${tokens.length}-${'x'.repeat(20)}`;
    const line = change.refusal ?? `:s TOKEN GENERATE FILEHOST ${token}`;
    server.tell(`@label=${label} ${line}`);
    return true;
  };
  await settle();
  return { ...tried, host, tokens };
}

export function some_file(
  text = 'some words', name = 'notes.pdf', type = 'application/pdf',
): File {
  return new File([text], name, { type });
}

/** What was said, as the server got it. */
export function said(tried: Tried): string[] {
  return tried.server.log.map((each) => each.text);
}

/** Programs are fetched in their own time. */
export async function sent(tried: Tried, is_done: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !is_done(); i += 1) await settle_ciphers();
  expect([is_done(), tried.room().uploads]).toMatchObject([true, {}]);
}
