import type { FileRoots, RankSign, ServerFacts } from './contract';
import { clean_line } from './clean';
import type { Core } from './core';
import { rank_of } from './members';

export function server_facts(core: Core, is_protected: boolean): ServerFacts {
  const { facts } = core;
  const registration = facts.offer_words('draft/account-registration');
  const limits = core.message_limits();
  const ranks: RankSign[] = facts.prefixes.map(
    ({ mode, sign }) => ({ mode, sign, rank: rank_of(mode) }));
  return {
    network: clean_line(facts.token('NETWORK') ?? '', 128),
    capabilities: new Set(facts.capabilities),
    nick_chars_max: facts.number('NICKLEN', 32, 128),
    room_chars_max: facts.number('CHANNELLEN', 64, 256),
    topic_bytes_max: facts.number('TOPICLEN', 390, 8_192),
    away_bytes_max: facts.number('AWAYLEN', 390, 8_192),
    kick_bytes_max: facts.number('KICKLEN', 390, 8_192),
    message_bytes_max: limits.bytes_max,
    message_lines_max: limits.lines_max,
    registering: {
      is_offered: facts.has('draft/account-registration'),
      needs_email: registration.has('email-required'),
      needs_invitation: registration.has('uvchat/invitation-required'),
      password_bytes_min: small_number(registration.get('uvchat/password-bytes-min')),
    },
    is_protected,
    needs_password: core.needs_server_password,
    files: file_roots(core),
    has_history: facts.has('draft/chathistory'),
    has_search: facts.has('soju.im/search'),
    can_redact: facts.has('draft/message-redaction'),
    can_react: !is_denied(facts.token('CLIENTTAGDENY') ?? '', 'draft/react'),
    ranks,
  };
}

function small_number(word: string | undefined): number {
  return /^\d{1,3}$/.test(word ?? '') ? Number(word) : 0;
}

function file_roots(core: Core): FileRoots | null {
  const places = core.file_places();
  if (places === null) return null;
  const root = (url: string): string => new URL('.', url).href;
  return { here: root(places.here_url), public: root(places.public_url) };
}

/** "*,-typing": all but this one. */
function is_denied(list: string, tag: string): boolean {
  const words = list.split(',');
  if (words.includes('*')) return !words.includes(`-${tag}`);
  return words.includes(tag);
}
