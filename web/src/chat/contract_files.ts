// A part of contract.ts: files that are sent to a conversation.

import type { Answer, Outcome, Refusal } from './contract';

/** Under both a file is this server's own: by the name under which the page was opened, which is
 * asked, and by the server's own. Each ends with a slash, and files are in "files/". */
export interface FileRoots { readonly here: string; readonly public: string }

export interface Upload {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  /** From 0 to 1. */
  readonly progress: number;
  /** 'waiting': the server cannot be reached, and is tried again. 'left': the page was reloaded,
   * and waits for the file to be chosen again; without a name where it was enciphered, which
   * begins anew. */
  readonly state: 'preparing' | 'sending' | 'waiting' | 'failed' | 'left';
  readonly why?: Refusal;
}

/** Newest first; before the first page what is not finished. */
export interface OwnFiles {
  readonly files: readonly {
    /** Of one that is not finished: its id. */
    readonly url: string; readonly name: string; readonly bytes: number;
    /** So many bytes have come; where it is missing: all. */
    readonly come?: number;
    readonly made_ms: number;
    /** 0: it stays. */
    readonly until_ms: number;
  }[];
  /** There are more: ask again with this. */
  readonly next: string | null;
}

/** Of the chat. */
export interface Filing {
  /** What the account has sent; `after`: the `next` of the page before, at first empty. */
  own_files(after: string): Promise<Answer<OwnFiles>>;
  delete_file(url: string): Promise<Outcome>;
}

/** Of a conversation. */
export interface Attaching {
  /** Files on their way to this conversation. */
  readonly uploads: readonly Upload[];
  /** Asked before a file is chosen. Told at once where it is known. */
  may_attach(): Outcome | Promise<Outcome>;
  /** They are sent one after the other, and each is said when it has arrived. */
  attach(files: readonly File[]): Outcome;
  cancel_upload(id: string): void;
  retry_upload(id: string): void;
  /** One that is left goes on with the file, which has been chosen again. */
  continue_upload(id: string, file: File): void;
}
