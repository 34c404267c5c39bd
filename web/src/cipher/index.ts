export { rotate } from './caesar';
export type * from './contract';
export type { ConversationCipher } from './conversation_cipher';
export { Keyring, type KeyringParts } from './keyring';
export { fold_name, private_label, room_label } from './names';
export { is_weak_passphrase } from './passphrase';
export { browser_tabs } from './tabs';
export { split_text, text_bytes_max, type LineRoom } from './split';
