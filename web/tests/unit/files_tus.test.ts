// An upload against a server that breaks, forgets and refuses.

import { expect, test } from 'vitest';
import {
  bytes_max_of, TusUpload, type TusParts, type TusRequest, type TusResponse, type Uploaded,
} from '../../src/files/tus';

const url = 'https://chat.example.org/upload';

function response(status: number, headers: Record<string, string> = {}): TusResponse {
  return { status, header: (name) => headers[name] ?? null };
}

/** Takes one upload. What `breaks` says of a request happens instead of an answer. */
class FakeHost {
  stored: number[] = [];
  length = 0;
  readonly asked: string[] = [];
  tokens = 0;
  metadata = '';
  is_deleted = false;
  breaks: (request: TusRequest, count: number) => TusResponse | 'lost' | 'half' | null = () => null;

  readonly send = async (request: TusRequest): Promise<TusResponse> => {
    if (request.signal.aborted) throw new Error('aborted');
    this.asked.push(request.method);
    const broken = this.breaks(request, this.asked.length);
    if (broken === 'lost') throw new TypeError('no network');
    if (broken !== null && broken !== 'half') return broken;
    expect(request.headers['Tus-Resumable']).toBe('1.0.0');
    if (request.method === 'POST') return this.create(request);
    expect(request.url).toBe(`${url}/0123456789abcdef`);
    if (request.method === 'DELETE') this.is_deleted = true;
    if (request.method !== 'PATCH') return this.told(request.method === 'HEAD' ? 200 : 204);
    if (Number(request.headers['Upload-Offset']) !== this.stored.length) return response(409);
    const body = request.body instanceof Blob
      ? new Uint8Array(await request.body.arrayBuffer()) : request.body ?? new Uint8Array();
    const taken = broken === 'half' ? body.slice(0, body.length >> 1) : body;
    for (const byte of taken) this.stored.push(byte);
    if (broken === 'half') throw new TypeError('the connection was lost');
    return this.told(204);
  };

  private create(request: TusRequest): TusResponse {
    expect(request.headers['Authorization']).toBe(`Bearer token-${this.tokens}`);
    this.length = Number(request.headers['Upload-Length']);
    this.metadata = request.headers['Upload-Metadata'] ?? '';
    const location = 'https://public.example.net/upload/0123456789abcdef';
    return this.told(201, { Location: location });
  }
  private told(status: number, more: Record<string, string> = {}): TusResponse {
    const is_whole = this.stored.length === this.length;
    return response(status, {
      ...more, 'Upload-Offset': String(this.stored.length),
      ...(is_whole ? { 'Content-Location': 'https://public.example.net/files/77.bin' } : {}),
    });
  }
}

interface Tried { host: FakeHost; upload: TusUpload; sent: number[]; waits: boolean[] }

function try_upload(size: number, change: Partial<TusParts> = {}): Tried {
  const host = new FakeHost();
  const sent: number[] = [];
  const waits: boolean[] = [];
  const bytes = Uint8Array.from({ length: size }, (_, i) => i % 251);
  const upload = new TusUpload({
    url, send: host.send, name: 'añ.bin', type: 'application/octet-stream',
    source: { size, read: async (from, to) => bytes.slice(from, to) },
    token: async () => ({ ok: true, token: `token-${++host.tokens}` }),
    sent: (count) => sent.push(count), waits: (on) => waits.push(on),
    pause: async () => undefined, now: () => 0, placed: () => undefined, ...change,
  });
  return { host, upload, sent, waits };
}

const run = (tried: Tried): Promise<Uploaded> => tried.upload.run(new AbortController().signal);
const done: Uploaded = { ok: true, location: 'https://public.example.net/files/77.bin' };

test('a file goes in pieces that grow, with its name and type', async () => {
  const tried = try_upload(9 * 2 ** 20);
  expect(await run(tried)).toEqual(done);
  expect(tried.sent.map((bytes) => bytes / 2 ** 20)).toEqual([0, 1, 3, 7, 9]);
  expect(tried.host.metadata)
    .toBe('filename YcOxLmJpbg==,filetype YXBwbGljYXRpb24vb2N0ZXQtc3RyZWFt');
  expect(tried.host.stored.every((byte, i) => byte === i % 251)).toBe(true);
});

test('an empty file is an upload, too', async () => {
  const tried = try_upload(0);
  expect(await run(tried)).toEqual(done);
  expect(tried.host.asked).toEqual(['POST']);
});

test('where the connection breaks within a piece it goes on from what the server has', async () => {
  const tried = try_upload(3 * 2 ** 20);
  tried.host.breaks = (_, count) => (count === 2 ? 'half' : null);
  expect(await run(tried)).toEqual(done);
  expect(tried.host.asked).toEqual(['POST', 'PATCH', 'HEAD', 'PATCH', 'PATCH']);
  expect(tried.sent[1]).toBe(2 ** 19);
  expect(tried.waits).toContain(true);
  expect(tried.host.stored.every((byte, i) => byte === i % 251)).toBe(true);
});

test('where the answer to the last piece is lost, the server is asked for the file', async () => {
  const tried = try_upload(10);
  const { send } = tried.host;
  const lossy = try_upload(10, {
    send: async (request) => {
      const answer = await send(request);
      if (request.method === 'PATCH') throw new TypeError('lost');
      return answer;
    },
    token: async () => ({ ok: true, token: `token-${++tried.host.tokens}` }),
  });
  expect(await run(lossy)).toEqual(done);
  expect(tried.host.asked).toEqual(['POST', 'PATCH', 'HEAD']);
});

test('an upload that could not be made is tried with a new token', async () => {
  const tried = try_upload(10);
  tried.host.breaks = (_, count) => (count <= 2 ? 'lost' : null);
  expect(await run(tried)).toEqual(done);
  expect(tried.host.tokens).toBe(3);
});

test('a server that is away for long is given up on, and then the person goes on', async () => {
  const tried = try_upload(2 * 2 ** 20);
  tried.host.breaks = (_, count) => (count > 2 ? 'lost' : null);
  expect(await run(tried)).toEqual({ ok: false, fault: 'unreachable' });
  tried.host.breaks = () => null;
  expect(await run(tried)).toEqual(done);
  expect(tried.host.tokens).toBe(1);
});

const server = { 'Tus-Resumable': '1.0.0' };

test.each([
  [413, 'file_too_large', 'too_large'], [413, 'account_full', 'account_full'],
  [413, '', 'refused'], [413, 'constructor', 'refused'],
  [507, 'server_full', 'no_room'], [507, '', 'no_room'],
  [429, 'too_many_uploads', 'too_many'], [429, 'too_much_lately', 'too_soon'],
  [429, '', 'too_many'],
  [401, '', 'not_allowed'], [403, '', 'not_allowed'], [415, '', 'refused'], [422, '', 'damaged'],
] as const)('%i of the server ends it, and where it says %j, the person hears so',
  async (status, cause, fault) => {
    const tried = try_upload(10);
    tried.host.breaks = () =>
      response(status, { ...server, ...(cause === '' ? {} : { 'Upload-Refusal': cause }) });
    expect(await run(tried)).toEqual({ ok: false, fault });
    expect(tried.host.asked).toEqual(['POST']);
  });

test.each([413, 507])('%i of what stands before the server is not taken for its own',
  async (status) => {
    const tried = try_upload(10);
    tried.host.breaks = () => response(status, { 'Content-Type': 'text/html' });
    expect(await run(tried)).toEqual({ ok: false, fault: 'way_too_narrow' });
  });

/** Something before the server takes no request of more than so many bytes. */
function behind_proxy(size: number, bytes_max: number): Tried {
  const tried = try_upload(size);
  const body_bytes = ({ body }: TusRequest): number =>
    (body instanceof Blob ? body.size : body?.length ?? 0);
  tried.host.breaks = (request) => (body_bytes(request) > bytes_max ? response(413) : null);
  return tried;
}

test('where only small requests come through, the pieces get smaller, and stay so', async () => {
  const tried = behind_proxy(3 * 2 ** 20, 300_000);
  expect(await run(tried)).toEqual(done);
  expect(tried.host.stored.every((byte, i) => byte === i % 251)).toBe(true);
  // 1 MiB and 512 KiB are refused once each; twelve of 256 KiB come through.
  expect(tried.host.asked.filter((method) => method === 'PATCH')).toHaveLength(2 + 12);
});

test('where hardly anything comes through it ends, and says where the fault is', async () => {
  const tried = behind_proxy(3 * 2 ** 20, 1000);
  expect(await run(tried)).toEqual({ ok: false, fault: 'way_too_narrow' });
  expect(tried.host.asked.length).toBeLessThan(10);
});

test('an upload that the server has forgotten begins anew when the person says so', async () => {
  const tried = try_upload(10);
  tried.host.breaks = (_, count) => (count === 2 ? response(404) : null);
  expect(await run(tried)).toEqual({ ok: false, fault: 'gone' });
  expect(await run(tried)).toEqual(done);
  expect(tried.host.tokens).toBe(2);
});

test('a server that never takes anything is not asked for ever', async () => {
  const tried = try_upload(10);
  tried.host.breaks = (request) =>
    (request.method === 'PATCH' ? response(204, { 'Upload-Offset': '0' }) : null);
  expect(await run(tried)).toEqual({ ok: false, fault: 'refused' });
  expect(tried.host.asked.length).toBeLessThan(20);
  const liar = try_upload(10);
  liar.host.breaks = (request) =>
    (request.method === 'PATCH' ? response(204, { 'Upload-Offset': '11' }) : null);
  expect(await run(liar)).toEqual({ ok: false, fault: 'refused' });
});

test('without a token nothing is sent', async () => {
  const tried = try_upload(10, { token: async () => ({ ok: false, may_pass: false }) });
  expect(await run(tried)).toEqual({ ok: false, fault: 'not_allowed' });
  expect(tried.host.asked).toEqual([]);
});

test('a token that cannot be asked for now is asked for again', async () => {
  let asked = 0;
  const tried = try_upload(10, {
    token: async () => (++asked < 3
      ? { ok: false, may_pass: true } : { ok: true, token: `token-${tried.host.tokens}` }),
  });
  expect(await run(tried)).toEqual(done);
});

test('what cannot be read any more is not sent', async () => {
  const source = { size: 10, read: () => Promise.reject(new Error('changed')) };
  const tried = try_upload(10, { source });
  expect(await run(tried)).toEqual({ ok: false, fault: 'unreadable' });
});

test('what is cancelled is given up on the server, too', async () => {
  const tried = try_upload(3 * 2 ** 20);
  const stop = new AbortController();
  tried.host.breaks = (_, count) => {
    if (count === 2) stop.abort();
    return count === 2 ? 'lost' : null;
  };
  expect(await tried.upload.run(stop.signal)).toEqual({ ok: false, fault: 'cancelled' });
  await tried.upload.give_up();
  expect(tried.host.is_deleted).toBe(true);
});

test('the server says how large a file may be', async () => {
  const answer = (told: string): Promise<number | null> =>
    bytes_max_of(url, async () => response(204, { 'Tus-Max-Size': told }));
  expect(await answer('1000')).toBe(1000);
  expect(await answer('-1')).toBeNull();
  expect(await answer('x')).toBeNull();
  expect(await bytes_max_of(url, () => Promise.reject(new Error('no')))).toBeNull();
});
