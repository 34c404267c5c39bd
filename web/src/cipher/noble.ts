import { gcm } from '@noble/ciphers/aes';
import { hkdf } from '@noble/hashes/hkdf';
import { sha256 } from '@noble/hashes/sha2';
import { hkdf_salt, type Backend } from './backend';
import { utf8 } from './bytes';

export const noble: Backend = {
  async sha256(bytes) {
    return new Uint8Array(sha256(bytes));
  },
  async derive(root, info, size) {
    return new Uint8Array(hkdf(sha256, root, utf8(hkdf_salt), info, size));
  },
  async line_cipher(bytes) {
    const key = bytes.slice();
    return {
      async seal(nonce, clear) {
        return new Uint8Array(gcm(key, nonce).encrypt(clear));
      },
      async open(nonce, sealed) {
        try {
          return new Uint8Array(gcm(key, nonce).decrypt(sealed));
        } catch {
          return null;
        }
      },
    };
  },
};
