// A part of contract.ts: what somebody does with an account, theirs or one that they want.

import type { Answer, Outcome } from './contract';

export interface RegisterWish {
  readonly account: string; readonly password: string;
  readonly email?: string; readonly invitation?: string; readonly stay_logged_in: boolean;
}

export interface ResetWish {
  readonly account: string; readonly code: string; readonly password: string;
  readonly server_password?: string;
}

export interface Devices {
  readonly sessions: readonly { readonly from: string; readonly is_this: boolean }[];
  readonly devices: readonly {
    readonly number: number; readonly name: string; readonly used_at_ms: number;
    /** It has the name that this browser would have. */
    readonly may_be_this: boolean;
  }[];
}

/** What the server makes of a guest's name: `wanted` is that of somebody's account. */
export type NickClaim =
  /** The guest has it still, and loses it unless they log in. */
  | { readonly kind: 'warned'; readonly wanted: string }
  /** They have been given another one. */
  | { readonly kind: 'renamed'; readonly wanted: string; readonly nick: string };

export interface HavingAccount {
  /** Null: nothing, or the person has read it. */
  readonly nick_claim: NickClaim | null;
  dismiss_nick_claim(): void;
  register(wish: RegisterWish): Promise<Answer<{ readonly must_verify: boolean }>>;
  verify(account: string, code: string): Promise<Outcome>;
  log_in(account: string, password: string, stay_logged_in: boolean): Promise<Outcome>;
  /** The server sends a code to the account's address, if it has one; whoever asks. */
  mail_reset_code(account: string, server_password?: string): Promise<Outcome>;
  /** Sets another password by a code, of that mail or of an operator. */
  reset_password(wish: ResetWish): Promise<Outcome>;
  /** Ends this visit, and forgets token, drafts and rooms of this device. */
  log_out(): Promise<Outcome>;
  change_password(old_password: string, new_password: string): Promise<Outcome>;
  devices(): Promise<Answer<Devices>>;
  revoke(device: number | 'all'): Promise<Outcome>;
  /** Whether the account stays in its rooms, and gets private messages, without a connection. */
  is_always_on(): Promise<Answer<boolean>>;
  set_always_on(on: boolean): Promise<Outcome>;
  /** All that the person has said while logged in, from the history; for good. */
  erase_lines(): Promise<Outcome>;
  /** The account and all that is kept of it; for good. The visit goes on as a guest's. */
  drop_account(): Promise<Outcome>;
  /** All that the server has of the account, as JSON; `progress` gets the letters so far. */
  export_data(progress: (bytes: number) => void): Promise<Answer<string>>;
}
