// What the server's refusals mean.

import type { Item } from '../irc/batches';
import { lines_of, type Response } from '../irc/labels';
import { meaning_of, type Message } from '../irc/message';
import type { Outcome, Refusal, RefusalCode } from './contract';
import { clean_line } from './clean';

const numerics: Readonly<Record<string, RefusalCode>> = {
  401: 'no_such_nick', 402: 'no_such_nick', 403: 'no_such_room', 404: 'not_allowed',
  405: 'too_many_rooms', 406: 'no_such_nick', 407: 'other', 417: 'too_long',
  421: 'not_supported', 431: 'nick_invalid', 432: 'nick_invalid', 433: 'nick_taken',
  437: 'nick_taken', 441: 'no_such_nick', 442: 'not_in_room', 443: 'already_in_room',
  461: 'other', 465: 'banned', 471: 'room_full', 472: 'other', 473: 'invite_only',
  474: 'banned_from_room', 475: 'bad_room_key', 476: 'bad_room_name', 477: 'account_only_room',
  478: 'other', 479: 'bad_room_name', 481: 'not_allowed', 482: 'not_allowed',
  489: 'protected_room', 490: 'protected_room', 520: 'not_allowed', 531: 'they_refuse',
  723: 'not_allowed', 734: 'other', 904: 'wrong_password', 905: 'too_long',
};

const fails: Readonly<Record<string, RefusalCode>> = {
  ACCOUNT_EXISTS: 'account_exists', BAD_ACCOUNT_NAME: 'bad_account_name',
  WEAK_PASSWORD: 'weak_password', UNACCEPTABLE_PASSWORD: 'weak_password',
  INVALID_EMAIL: 'bad_email', INVITATION_REQUIRED: 'invitation_required',
  INVALID_INVITATION: 'bad_invitation', INVALID_CODE: 'bad_code',
  ALREADY_AUTHENTICATED: 'already_logged_in', NEED_LOGIN: 'not_logged_in',
  CLEAR_CONNECTION: 'password_in_clear', DISALLOWED: 'not_allowed',
  TEMPORARILY_UNAVAILABLE: 'too_fast', TRY_AGAIN: 'too_fast',
  ACCOUNT_REQUIRED: 'account_required', UNKNOWN_MSGID: 'not_found',
  REDACT_FORBIDDEN: 'not_allowed', REDACT_WINDOW_EXPIRED: 'too_late',
  INVALID_TARGET: 'no_such_room', UNKNOWN_COMMAND: 'not_supported',
  MULTILINE_MAX_BYTES: 'too_long', MULTILINE_MAX_LINES: 'too_long', INVALID_UTF8: 'other',
  CHANNEL_RENAMED: 'no_such_room', STORE_UNAVAILABLE: 'not_stored', INTERNAL_ERROR: 'too_fast',
  MESSAGE_ERROR: 'too_fast', NO_PERMISSIONS: 'not_allowed', UNKNOWN_SERVICE: 'not_supported',
  NO_SUCH_FILE: 'not_found', UPLOAD_FINISHED: 'too_fast',
  INVALID_SCOPE: 'no_such_room', NEED_CAPABILITY: 'not_supported',
};

/** What services and a refused login have besides (docs/services.md). */
const service_codes: Readonly<Record<string, RefusalCode>> = {
  ...fails,
  ALREADY_REGISTERED: 'room_kept_already', BANNED: 'banned', IN_DOUBT: 'in_doubt',
  LIMIT_REACHED: 'too_many_kept', NO_SUCH_ACCOUNT: 'no_such_nick', NO_SUCH_CHANNEL: 'no_such_room',
  NOT_VERIFIED: 'not_verified', OF_CONFIGURATION: 'room_of_server', SECURE_ONLY: 'protected_room',
  SUSPENDED: 'suspended', TOO_MANY_SESSIONS: 'too_fast', WRONG_PASSWORD: 'wrong_password',
  WRONG_TOKEN: 'wrong_token',
};

export const refusal_by_code = (code: string): RefusalCode => in_table(service_codes, code);

/** A server may say "constructor", too. */
function in_table(table: Readonly<Record<string, RefusalCode>>, word: string): RefusalCode {
  return (Object.hasOwn(table, word) ? table[word] : undefined) ?? 'other';
}

const by_mode: Readonly<Record<string, RefusalCode>> = {
  b: 'moderated', m: 'moderated', M: 'account_required', n: 'not_in_room', W: 'no_files_here',
  x: 'ciphered_only',
};

/** What a numeric alone does not tell. */
function refusal_by_numeric(message: Message, text: string): RefusalCode | undefined {
  const code = numerics[message.command];
  const { code: word } = meaning_of(message);
  if (code !== undefined && word !== '') return refusal_by_code(word);
  // The letter of the mode that refuses: "Cannot send to channel (+x): ...".
  const letter = /\(\+(\w)\)/.exec(text)?.[1];
  // Without one it is the reason that an operator has given for a filter.
  if (message.command === '404') return letter === undefined ? 'other' : by_mode[letter] ?? code;
  if (message.command === '531' && letter === undefined) return 'other';
  return code;
}

export function refusal_of(message: Message): Refusal | null {
  const text = clean_line(message.params.at(-1) ?? '');
  if (message.command === 'FAIL') {
    const code = in_table(fails, message.params[1] ?? '');
    const detail = message.params.slice(2, -1).at(-1);
    return detail === undefined ? { code, text } : { code, text, detail: clean_line(detail) };
  }
  const code = refusal_by_numeric(message, text);
  if (code !== undefined) return { code, text };
  return /^[45]\d\d$/.test(message.command) ? { code: 'other', text } : null;
}

export const refuse = (code: RefusalCode, text = ''): { ok: false; why: Refusal } =>
  ({ ok: false, why: { code, text } });

export function first_refusal(items: readonly Item[]): Refusal | null {
  for (const message of lines_of(items)) {
    const refusal = refusal_of(message);
    if (refusal !== null) return refusal;
  }
  return null;
}

export function outcome_of(response: Response): Outcome {
  if (response.kind === 'lost') return refuse('offline');
  if (response.kind === 'no_answer') return refuse('no_answer');
  const why = first_refusal(response.items);
  return why === null ? { ok: true } : { ok: false, why };
}
