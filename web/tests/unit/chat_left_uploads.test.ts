// Uploads that a reload of the page has broken off.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { left_uploads, type LeftUpload } from '../../src/keep/left_uploads';
import { settle_ciphers } from './fake_chat';
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

const own_url = 'https://chat.example.org/upload/ab';

/** A page in which `file` was on its way, as far as the first `count` bytes, and its reload. */
async function reloaded_while_sending(file: File, passphrase?: string) {
  const before = await with_files();
  if (passphrase !== undefined) await before.room().set_passphrase(passphrase, false);
  before.host.breaks = ({ method }) => {
    if (method !== 'PATCH') return null;
    before.host.stored = [...Buffer.from('some ')];
    return answer(204, { 'Upload-Offset': '5' });
  };
  before.room().attach([file]);
  await sent(before, () => (before.room().uploads[0]?.progress ?? 0) > 0);
  const kept = left_uploads();
  before.host.breaks = () => { throw new Error('the page is gone'); };
  // Who enters here is a guest until they log in.
  const left = kept.map((each) => ({ ...each, who: 'guest ana' }));
  const after = await with_files({ left });
  after.host.stored = [...before.host.stored];
  return { after, kept };
}

test('what is kept of an upload is where it lies and which file it is', async () => {
  const { kept } = await reloaded_while_sending(some_file());
  expect(kept).toMatchObject([{
    who: 'account ana', name: '#room', url: own_url, progress: 0.5,
    file: { name: 'notes.pdf', bytes: 10 },
  }]);
});

test('it goes on where it was when the same file is chosen again', async () => {
  const { after } = await reloaded_while_sending(some_file());
  const [upload] = after.room().uploads;
  expect(upload).toMatchObject({ name: 'notes.pdf', bytes: 10, progress: 0.5, state: 'left' });
  expect(after.chat.unsent).toBe(0);
  after.room().continue_upload(upload?.id ?? '', some_file());
  await sent(after, () => said(after).length > 0);
  expect(said(after)).toEqual([`${file_url}#size=10&name=notes.pdf`]);
  expect(Buffer.from(after.host.stored).toString()).toBe('some words');
  expect(after.host.asked.map(({ method }) => method)).not.toContain('POST');
  expect([left_uploads(), after.room().uploads]).toEqual([[], []]);
});

test('another file is not put behind it', async () => {
  const { after } = await reloaded_while_sending(some_file());
  const id = after.room().uploads[0]?.id ?? '';
  const others = [some_file('some words', 'other.pdf'), some_file('some'), some_file('s0me words')];
  for (const file of others) {
    after.room().continue_upload(id, file);
    await sent(after, () => after.room().uploads[0]?.why?.code === 'other_file');
    expect(after.room().uploads[0]?.state).toBe('left');
  }
  expect(after.host.asked.filter(({ method }) => method === 'PATCH')).toEqual([]);
  after.room().continue_upload(id, some_file());
  await sent(after, () => said(after).length > 0);
});

test('what the server has dropped meanwhile begins anew', async () => {
  const { after } = await reloaded_while_sending(some_file());
  after.host.breaks = ({ method }) => (method === 'HEAD' ? answer(404) : null);
  after.room().continue_upload(after.room().uploads[0]?.id ?? '', some_file());
  await sent(after, () => after.room().uploads[0]?.state === 'failed');
  expect(after.room().uploads[0]?.why?.code).toBe('upload_gone');
  after.host.stored = [];
  after.room().retry_upload(after.room().uploads[0]?.id ?? '');
  await sent(after, () => said(after).length > 0);
});

test('who does not go on with it has it deleted', async () => {
  const { after } = await reloaded_while_sending(some_file());
  after.room().cancel_upload(after.room().uploads[0]?.id ?? '');
  await sent(after, () => after.host.asked.at(-1)?.method === 'DELETE');
  expect(after.host.asked.at(-1)?.url).toBe(own_url);
  expect([left_uploads(), after.room().uploads]).toEqual([[], []]);
});

test('of an enciphered file neither name nor key is kept, and it begins anew', async () => {
  const { after, kept } = await reloaded_while_sending(
    some_file('some secret words', 'diary.pdf'), 'ten words of a list');
  expect(kept).toMatchObject([{ url: own_url, file: null }]);
  expect(JSON.stringify(kept)).not.toMatch(/diary|secret/);
  expect(after.room().uploads).toMatchObject([{ name: '', state: 'left' }]);
  await sent(after, () => after.host.asked.at(-1)?.method === 'DELETE');
  after.host.stored = [];
  const id = after.room().uploads[0]?.id ?? '';
  after.room().continue_upload(id, some_file('some secret words', 'diary.pdf'));
  expect(after.room().uploads[0]?.why?.code).toBe('not_sealed');
  await after.room().set_passphrase('ten words of a list', false);
  after.room().continue_upload(id, some_file('some secret words', 'diary.pdf'));
  await sent(after, () => said(after).length > 0);
  expect(said(after)[0]).toMatch(/^\+aes1 /);
  expect(after.host.asked.some(({ method }) => method === 'POST')).toBe(true);
});

test('it does not go on in clear where there is a passphrase now', async () => {
  const { after } = await reloaded_while_sending(some_file());
  await after.room().set_passphrase('ten words of a list', false);
  await settle_ciphers();
  after.room().continue_upload(after.room().uploads[0]?.id ?? '', some_file());
  expect(after.room().uploads[0]).toMatchObject({ state: 'left', why: { code: 'not_sealed' } });
  expect(after.host.asked).toEqual([]);
});

test('somebody else who enters finds nothing of it', async () => {
  const left: LeftUpload = {
    who: 'guest bob', name: '#room', url: own_url, progress: 0.5,
    file: { name: 'notes.pdf', bytes: 10, mark: 'x' },
  };
  const tried = await with_files({ left: [left] });
  expect([tried.room().uploads, left_uploads()]).toEqual([[], []]);
});
