// Files that are sent to a conversation: what the server is asked for, and what is said in the end.

import { beforeEach, expect, test, vi, afterEach } from 'vitest';
import { parse_file_link } from '../../src/files/link';
import { settle, settle_ciphers, shown } from './fake_chat';
import { answer, file_url, said, sent, some_file, with_files } from './file_host';

vi.mock('../../src/files/workshop', async () => {
  const { open_stretch, seal_stretch } = await import('../../src/cipher/file_stream');
  return {
    in_worker: (deed: string, stretch: never, bytes: never) =>
      (deed === 'seal' ? seal_stretch : open_stretch)(stretch, bytes),
  };
});

beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'Date'] }); });
afterEach(() => { vi.useRealTimers(); });

test('a file is sent, and then said with its name and size', async () => {
  const tried = await with_files();
  expect(tried.room().attach([some_file()])).toEqual({ ok: true });
  expect(tried.room().uploads).toMatchObject([{ name: 'notes.pdf', bytes: 10, progress: 0 }]);
  await sent(tried, () => said(tried).length > 0);
  expect(said(tried)).toEqual([`${file_url}#size=10&name=notes.pdf`]);
  expect(Buffer.from(tried.host.stored).toString()).toBe('some words');
  expect(tried.tokens).toEqual(['GENERATE FILEHOST #room']);
  const made = tried.host.asked.find(({ method }) => method === 'POST');
  expect(made?.url).toBe('https://chat.example.org/upload');
  expect(made?.headers['Authorization']).toMatch(/^Bearer token-of-1-/);
  expect(tried.room().uploads).toEqual([]);
});

test('several are said in the order in which they were given', async () => {
  const tried = await with_files();
  let patches = 0;
  tried.host.breaks = (request) => {
    if (request.method === 'PATCH') patches += 1;
    if (request.method === 'POST') tried.host.stored = [];
    return null;
  };
  tried.room().attach([some_file('a', 'a.txt'), some_file('b', 'b.txt')]);
  await sent(tried, () => said(tried).length === 2);
  expect(said(tried).map((text) => parse_file_link(text)?.name)).toEqual(['a.txt', 'b.txt']);
  expect([patches, tried.tokens.length]).toEqual([2, 2]);
});

test('where all is ciphered the server gets neither the file, nor its name or type', async () => {
  const tried = await with_files();
  await tried.room().set_passphrase('ten words of a list', false);
  tried.room().attach([some_file('some secret words', 'diary.pdf')]);
  await sent(tried, () => said(tried).length > 0);
  const [line = ''] = said(tried);
  expect(line).toMatch(/^\+aes1 /);
  expect(tried.host.stored.length).toBe('some secret words'.length + 16);
  const made = tried.host.asked.find(({ method }) => method === 'POST');
  const metadata = made?.headers['Upload-Metadata'] ?? '';
  expect(metadata).toBe(`filetype ${btoa('application/octet-stream')}`);
  await settle_ciphers();
  const [text = ''] = shown(tried.room());
  const link = parse_file_link(text.replace(/^ana: /, ''));
  expect(link).toMatchObject({ url: file_url, size: 17, type: 'application/pdf' });
  expect(link?.name).toBe('diary.pdf');
  const { open_stretch } = await import('../../src/cipher/file_stream');
  const key = link?.key ?? new Uint8Array(32);
  const opened = await open_stretch({ key, size: 17, index: 0 },
    Uint8Array.from(tried.host.stored));
  expect(Buffer.from(opened ?? []).toString()).toBe('some secret words');
});

test('each file has a key of its own', async () => {
  const tried = await with_files();
  await tried.room().set_passphrase('ten words of a list', false);
  tried.host.breaks = (request) => {
    if (request.method === 'POST') tried.host.stored = [];
    return null;
  };
  tried.room().attach([some_file('same'), some_file('same')]);
  await sent(tried, () => said(tried).length === 2);
  await settle_ciphers();
  const keys = shown(tried.room()).map((text) =>
    parse_file_link(text.replace(/^ana: /, ''))?.key?.join());
  expect(new Set(keys).size).toBe(2);
});

test('a file in clear is not said where a passphrase was given meanwhile', async () => {
  const tried = await with_files();
  tried.host.breaks = (request) => {
    if (request.method === 'PATCH') void tried.room().set_passphrase('ten words of a list', false);
    return null;
  };
  tried.room().attach([some_file()]);
  await sent(tried, () => tried.room().uploads[0]?.state === 'failed');
  expect(tried.room().uploads[0]?.why?.code).toBe('not_sealed');
  expect(said(tried)).toEqual([]);
  expect(tried.host.asked.at(-1)?.method).toBe('DELETE');
});

test('an enciphered file is not said where all is in clear meanwhile', async () => {
  const tried = await with_files();
  await tried.room().set_passphrase('ten words of a list', false);
  tried.host.breaks = (request) => {
    if (request.method === 'PATCH') {
      tried.room().forget_passphrase();
      tried.room().talk_in_clear();
    }
    return null;
  };
  tried.room().attach([some_file()]);
  await sent(tried, () => tried.room().uploads[0]?.state === 'failed');
  expect([tried.room().uploads[0]?.why?.code, said(tried)]).toEqual(['not_sealed', []]);
});

test('where nothing may be said nothing is taken', async () => {
  const tried = await with_files();
  await tried.room().set_passphrase('ten words of a list', false);
  tried.room().forget_passphrase();
  await settle();
  expect(tried.room().attach([some_file()])).toMatchObject({ why: { code: 'not_sealed' } });
  expect(await tried.room().may_attach()).toMatchObject({ why: { code: 'not_sealed' } });
});

test('a guest is told before they choose a file', async () => {
  const refusal = ':s FAIL TOKEN ACCOUNT_REQUIRED FILEHOST :Log in to upload files';
  const tried = await with_files({ guest: true, refusal });
  expect(await tried.room().may_attach()).toMatchObject({ why: { code: 'account_required' } });
});

test('where guests may, the token that was asked for is used', async () => {
  const tried = await with_files({ guest: true });
  expect(await tried.room().may_attach()).toEqual({ ok: true });
  tried.room().attach([some_file()]);
  await sent(tried, () => said(tried).length > 0);
  expect(tried.tokens).toHaveLength(1);
});

test('a server without files, or a room without them, says so at once', async () => {
  const tried = await with_files();
  tried.room().set_modes(new Map([['W', '']]));
  expect(tried.room().may_attach()).toMatchObject({ why: { code: 'no_files_here' } });
  tried.server.tell(':s 005 ana -draft/FILEHOST :are supported');
  expect(tried.room().may_attach()).toMatchObject({ why: { code: 'no_files_taken' } });
  expect(tried.room().attach([some_file()])).toMatchObject({ why: { code: 'no_files_taken' } });
});

test('what is larger than the server takes is not sent', async () => {
  const tried = await with_files();
  tried.host.max = 5;
  tried.room().attach([some_file()]);
  await sent(tried, () => tried.room().uploads[0]?.state === 'failed');
  expect(tried.room().uploads[0]?.why).toEqual({ code: 'file_too_large', text: '', detail: '5' });
  expect(tried.host.asked.map(({ method }) => method)).toEqual(['OPTIONS']);
});

test.each([
  ['file_too_large', 413, 'file_too_large'], ['account_full', 413, 'files_full'],
  ['too_much_lately', 429, 'files_too_soon'], ['server_full', 507, 'no_room_for_files'],
] as const)('where the server says %s, the person hears what to do', async (told, status, code) => {
  const tried = await with_files();
  const headers = { 'Tus-Resumable': '1.0.0', 'Upload-Refusal': told };
  tried.host.breaks = ({ method }) => (method === 'POST' ? answer(status, headers) : null);
  tried.room().attach([some_file()]);
  await sent(tried, () => tried.room().uploads[0]?.state === 'failed');
  expect(tried.room().uploads[0]?.why).toEqual({ code, text: '' });
});

test('a proxy that takes no file so large is not taken for the account', async () => {
  const tried = await with_files();
  tried.host.breaks = ({ method }) => (method === 'PATCH' ? answer(413) : null);
  tried.room().attach([some_file()]);
  await sent(tried, () => tried.room().uploads[0]?.state === 'failed');
  expect(tried.room().uploads[0]?.why?.code).toBe('way_too_narrow');
});

test('a refused token says why', async () => {
  const refusal = ':s FAIL TOKEN NO_PERMISSIONS #room :No files are uploaded here (+W)';
  const tried = await with_files({ refusal });
  tried.room().attach([some_file()]);
  await sent(tried, () => tried.room().uploads[0]?.state === 'failed');
  expect(tried.room().uploads[0]?.why?.code).toBe('no_files_here');
});

test('what failed is tried again, or is dropped', async () => {
  const tried = await with_files();
  let is_full = true;
  const ours = { 'Tus-Resumable': '1.0.0' };
  tried.host.breaks = ({ method }) => (method === 'POST' && is_full ? answer(507, ours) : null);
  tried.room().attach([some_file('a', 'a.txt'), some_file('b', 'b.txt')]);
  await sent(tried, () => tried.room().uploads.every(({ state }) => state === 'failed'));
  expect(tried.chat.unsent).toBe(2);
  is_full = false;
  tried.room().cancel_upload(tried.room().uploads[0]?.id ?? '');
  tried.room().retry_upload(tried.room().uploads[0]?.id ?? '');
  await sent(tried, () => said(tried).length === 1);
  expect(parse_file_link(said(tried)[0] ?? '')?.name).toBe('b.txt');
  expect([tried.room().uploads, tried.chat.unsent]).toEqual([[], 0]);
});

test('leaving the room ends what is on its way', async () => {
  const tried = await with_files();
  const room = tried.room();
  tried.host.breaks = ({ method }) => {
    if (method === 'PATCH') tried.chat.core.close(room);
    return null;
  };
  room.attach([some_file()]);
  await sent({ ...tried, room: () => room }, () => room.uploads.length === 0);
  await settle_ciphers();
  expect(said(tried)).toEqual([]);
  expect(tried.host.asked.at(-1)?.method).toBe('DELETE');
});
