// A file goes to the server piece by piece (tus 1.0.0). Where the connection breaks the server is
// asked how much it has, and the upload goes on from there.

export interface Source {
  /** Of what is stored. */
  readonly size: number;
  read(from: number, to: number): Promise<Blob | Uint8Array<ArrayBuffer>>;
}

export interface TusRequest {
  readonly method: 'POST' | 'PATCH' | 'HEAD' | 'DELETE' | 'OPTIONS';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Blob | Uint8Array<ArrayBuffer>;
  readonly signal: AbortSignal;
}
export interface TusResponse {
  readonly status: number;
  header(name: string): string | null;
}
/** Fails where there was no answer. */
export type TusSend = (request: TusRequest) => Promise<TusResponse>;

export type UploadFault =
  | 'cancelled' | 'too_large' | 'no_room' | 'too_many' | 'not_allowed' | 'gone' | 'unreachable'
  /** All files of the account together would be too large; it has sent and deleted too much. */
  | 'account_full' | 'too_soon'
  /** Not the server has refused it, but what stands before it. */
  | 'way_too_narrow'
  /** The file has changed, or cannot be read any more. */
  | 'unreadable'
  /** It says that it is a picture, and is none. */
  | 'damaged' | 'refused';
export type Uploaded =
  | { readonly ok: true; readonly location: string }
  | { readonly ok: false; readonly fault: UploadFault };
export type Token =
  | { readonly ok: true; readonly token: string }
  /** `may_pass`: there is no connection now. */
  | { readonly ok: false; readonly may_pass: boolean };

export interface TusParts {
  /** Where uploads are made. */
  readonly url: string;
  readonly source: Source;
  readonly name: string;
  readonly type: string;
  readonly send: TusSend;
  /** One for each upload that is made. */
  token(): Promise<Token>;
  sent(bytes: number): void;
  /** It waits for the server to be there again. */
  waits(on: boolean): void;
  pause(ms: number): Promise<void>;
  now(): number;
  /** Of an upload that was begun before. */
  readonly own_url?: string;
  /** It has a place on the server, or none any more. */
  placed(own_url: string | null): void;
}

const version = { 'Tus-Resumable': '1.0.0' };
const piece_bytes_min = 2 ** 20;
const piece_bytes_max = 4 * 2 ** 20;
/** Where something before the server takes no large requests. */
const narrow_bytes_min = 2 ** 16;
const quick_ms = 1_500;
const tries_max = 7;
const pause_ms_max = 20_000;

const faults: Readonly<Record<number, UploadFault>> = {
  401: 'not_allowed', 403: 'not_allowed', 404: 'gone', 410: 'gone',
  422: 'damaged', 429: 'too_many', 507: 'no_room',
};
/** What the server says in Upload-Refusal where a status has several causes. */
const causes: ReadonlyMap<string, UploadFault> = new Map([
  ['file_too_large', 'too_large'], ['account_full', 'account_full'], ['server_full', 'no_room'],
  ['too_many_uploads', 'too_many'], ['too_much_lately', 'too_soon'],
]);

/** By something before the server, which itself says with each answer that it speaks tus. */
function is_refused_on_the_way({ status, header }: TusResponse): boolean {
  return (status === 413 || status === 507) && header('Tus-Resumable') === null;
}
function fault_of(response: TusResponse): UploadFault {
  if (is_refused_on_the_way(response)) return 'way_too_narrow';
  const cause = causes.get(response.header('Upload-Refusal') ?? '');
  return cause ?? faults[response.status] ?? 'refused';
}

type Step = 'go_on' | 'ask' | Uploaded;
const failed = (fault: UploadFault): Uploaded => ({ ok: false, fault });

function base64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(String.fromCharCode(...bytes));
}

export class TusUpload {
  /** The upload's own, which nobody else knows. */
  private own_url: string | null;
  private offset = 0;
  private tries = 0;
  private piece_bytes = piece_bytes_min;
  private piece_bytes_max = piece_bytes_max;

  constructor(private readonly parts: TusParts) { this.own_url = parts.own_url ?? null; }

  /** Begins, or goes on with what has failed before. */
  async run(signal: AbortSignal): Promise<Uploaded> {
    this.tries = 0;
    let step: Step = this.own_url === null ? 'go_on' : 'ask';
    while (typeof step === 'string') {
      if (signal.aborted) return failed('cancelled');
      try {
        if (this.own_url === null) step = await this.create(signal);
        else step = step === 'ask' ? await this.ask(signal) : await this.send_piece(signal);
      } catch (error) {
        if (signal.aborted) return failed('cancelled');
        if (error instanceof Unreadable) return failed('unreadable');
        step = await this.wait();
      }
    }
    return step;
  }

  /** The server forgets what it has of it. Nothing more is to be done with it. */
  async give_up(): Promise<void> {
    const url = this.own_url;
    this.own_url = null;
    if (url !== null) await forget_upload(url, this.parts.send);
  }

  private async create(signal: AbortSignal): Promise<Step> {
    const { parts } = this;
    const answer = await parts.token();
    if (!answer.ok) return answer.may_pass ? this.wait() : failed('not_allowed');
    const metadata = [['filename', parts.name], ['filetype', parts.type]]
      .filter(([, value]) => value !== '')
      .map(([key, value = '']) => `${key} ${base64(value)}`).join(',');
    const response = await parts.send({
      method: 'POST', url: parts.url, signal,
      headers: {
        ...version, 'Upload-Length': String(parts.source.size),
        Authorization: `Bearer ${answer.token}`,
        ...(metadata === '' ? {} : { 'Upload-Metadata': metadata }),
      },
    });
    const location = response.header('Location');
    if (response.status !== 201 || location === null) return this.refused(response);
    this.own_url = here(location, parts.url);
    parts.placed(this.own_url);
    this.offset = 0;
    return this.taken(response);
  }

  private async send_piece(signal: AbortSignal): Promise<Step> {
    const { parts, offset } = this;
    const to = Math.min(offset + this.piece_bytes, parts.source.size);
    const body = await parts.source.read(offset, to).catch(() => { throw new Unreadable(); });
    if (signal.aborted) return failed('cancelled');
    const begin_ms = parts.now();
    const response = await parts.send({
      method: 'PATCH', url: this.own_url ?? '', body, signal,
      headers: {
        ...version, 'Upload-Offset': String(offset),
        'Content-Type': 'application/offset+octet-stream',
      },
    });
    if (is_refused_on_the_way(response) && to - offset > narrow_bytes_min) {
      this.piece_bytes_max = Math.max(narrow_bytes_min, (to - offset) >> 1);
      this.piece_bytes = this.piece_bytes_max;
      return 'go_on';
    }
    if (response.status !== 204) return this.refused(response);
    const is_quick = parts.now() - begin_ms < quick_ms;
    this.piece_bytes = Math.min(this.piece_bytes_max,
      Math.max(piece_bytes_min, is_quick ? this.piece_bytes * 2 : this.piece_bytes / 2));
    return this.taken(response);
  }

  private async ask(signal: AbortSignal): Promise<Step> {
    const url = this.own_url ?? '';
    const response = await this.parts.send({ method: 'HEAD', url, headers: version, signal });
    return response.status === 200 || response.status === 204
      ? this.taken(response) : this.refused(response);
  }

  /** The server tells how much it has, and where the file is once it has all. */
  private taken(response: TusResponse): Step {
    const { source, sent, waits } = this.parts;
    const location = response.header('Content-Location');
    const told = Number(response.header('Upload-Offset') ?? (location === null ? 0 : source.size));
    if (!Number.isSafeInteger(told) || told < 0 || told > source.size) return failed('refused');
    // A server that takes nothing is not asked for ever.
    const has_moved = told > this.offset;
    if (has_moved) this.tries = 0;
    this.offset = told;
    waits(false);
    sent(told);
    if (location !== null) return { ok: true, location };
    return has_moved || this.tries++ < tries_max ? 'go_on' : failed('refused');
  }

  private refused(response: TusResponse): Step | Promise<Step> {
    const { status } = response;
    // Somebody else's bytes are there, another request is at it, or the server has trouble.
    const may_pass = status === 409 || status === 423 || status === 460 || status === 408
      || (status >= 500 && status !== 507);
    if (may_pass) return this.wait();
    const fault = fault_of(response);
    if (this.own_url !== null && fault === 'gone') {
      this.own_url = null;
      this.parts.placed(null);
    }
    return failed(fault);
  }

  private async wait(): Promise<Step> {
    if (this.tries >= tries_max) return failed('unreachable');
    this.parts.waits(true);
    await this.parts.pause(Math.min(pause_ms_max, 500 * 2 ** this.tries));
    this.tries += 1;
    return 'ask';
  }
}

class Unreadable extends Error {}

/** The server forgets what it has of it. */
export async function forget_upload(url: string, send: TusSend): Promise<void> {
  const { signal } = new AbortController();
  await send({ method: 'DELETE', url, headers: version, signal }).catch(() => null);
}

/** The same path on the server that this page came from: by its own name it may be elsewhere. */
function here(location: string, upload_url: string): string {
  const key = new URL(location, upload_url).pathname.split('/').pop() ?? '';
  return `${upload_url.replace(/\/$/, '')}/${key}`;
}

/** How large a file may be; null: the server does not say. */
export async function bytes_max_of(url: string, send: TusSend): Promise<number | null> {
  const { signal } = new AbortController();
  try {
    const response = await send({ method: 'OPTIONS', url, headers: {}, signal });
    const told = Number(response.header('Tus-Max-Size') ?? Number.NaN);
    return Number.isSafeInteger(told) && told > 0 ? told : null;
  } catch {
    return null;
  }
}

/** By the browser. Neither cookies nor redirections. */
export const fetch_send: TusSend = async ({ method, url, headers, body, signal }) => {
  const response = await fetch(url, {
    method, headers, signal, credentials: 'omit', redirect: 'error', cache: 'no-store',
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, header: (name) => response.headers.get(name) };
};
