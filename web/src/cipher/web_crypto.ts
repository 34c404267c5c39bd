import { hkdf_salt, tag_bytes, type Backend, type LineCipher } from './backend';
import { utf8, type Bytes } from './bytes';

class WebCryptoCipher implements LineCipher {
  constructor(
    private readonly subtle: SubtleCrypto,
    private readonly key: CryptoKey,
  ) {}

  async seal(nonce: Bytes, clear: Bytes): Promise<Bytes> {
    return new Uint8Array(await this.subtle.encrypt(gcm(nonce), this.key, clear));
  }

  async open(nonce: Bytes, sealed: Bytes): Promise<Bytes | null> {
    try {
      return new Uint8Array(await this.subtle.decrypt(gcm(nonce), this.key, sealed));
    } catch {
      return null;
    }
  }
}

function gcm(nonce: Bytes): AesGcmParams {
  return { name: 'AES-GCM', iv: nonce, tagLength: tag_bytes * 8 };
}

export function web_crypto(subtle: SubtleCrypto): Backend {
  return {
    async sha256(bytes) {
      return new Uint8Array(await subtle.digest('SHA-256', bytes));
    },
    async derive(root, info, size) {
      const key = await subtle.importKey('raw', root, 'HKDF', false, ['deriveBits']);
      const how = { name: 'HKDF', hash: 'SHA-256', salt: utf8(hkdf_salt), info };
      return new Uint8Array(await subtle.deriveBits(how, key, size * 8));
    },
    async line_cipher(bytes) {
      const uses: KeyUsage[] = ['encrypt', 'decrypt'];
      const key = await subtle.importKey('raw', bytes, 'AES-GCM', false, uses);
      return new WebCryptoCipher(subtle, key);
    },
  };
}
