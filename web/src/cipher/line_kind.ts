export type LineKind = 'PRIVMSG' | 'NOTICE' | 'TOPIC';
