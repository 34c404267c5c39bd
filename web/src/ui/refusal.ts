import type { Refusal, RefusalCode } from '../chat/contract';
import { size_text } from './files/size';
import { first_words } from '../words/first';
import { visible } from '../text/visible';

/** Their detail is what an operator has said why. */
const of_an_operator: ReadonlySet<RefusalCode> = new Set(['killed', 'banned', 'suspended']);

/** The server's own words may say what these do not. */
const vague: ReadonlySet<RefusalCode> = new Set(['other', 'not_allowed', 'weak_password']);

/** The sentence for a refusal; what the server says stands there where we have no better. */
export function refusal_text(why: Refusal): string {
  const sentences: Record<RefusalCode, string> = first_words().refusal;
  const sentence = sentences[why.code];
  if (why.code === 'file_too_large' && Number(why.detail) > 0) {
    return `${sentence} ${first_words().at_most(size_text(Number(why.detail)))}`;
  }
  if (of_an_operator.has(why.code) && why.detail) {
    return `${sentence} ${first_words().refusal_reason(visible(why.detail).slice(0, 300))}`;
  }
  const said = visible(why.text).slice(0, 300).trim();
  if (said === '' || !vague.has(why.code)) return sentence;
  const of_server = first_words().server_says(said);
  return why.code === 'other' ? of_server : `${sentence} ${of_server}`;
}

export type Field =
  | 'nick' | 'room' | 'account' | 'password' | 'email' | 'invitation' | 'server_password' | 'form';

const FIELDS: Partial<Record<RefusalCode, Field>> = {
  nick_taken: 'nick',
  nick_invalid: 'nick',
  nick_reserved: 'nick',
  wrong_password: 'password',
  wrong_token: 'password',
  server_password: 'server_password',
  wrong_server_password: 'server_password',
  weak_password: 'password',
  bad_password: 'password',
  password_in_clear: 'password',
  account_exists: 'account',
  bad_account_name: 'account',
  bad_email: 'email',
  invitation_required: 'invitation',
  bad_invitation: 'invitation',
  no_such_room: 'room',
  bad_room_name: 'room',
  room_full: 'room',
  invite_only: 'room',
  bad_room_key: 'room',
  banned_from_room: 'room',
  account_only_room: 'room',
  protected_room: 'room',
  too_many_rooms: 'room',
};

/** The field of the form that a refusal is about. */
export function field_of(code: RefusalCode): Field {
  return FIELDS[code] ?? 'form';
}
