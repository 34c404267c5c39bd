// Makes of what Vite has built (dist/) the two files that the server's build puts into the program:
// packed/page.bin, all bytes, each file plain and, where that is smaller, as gzip and brotli, and
// packed/page.cpp, which says where in it they are. Run by scripts/build_page.sh.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const web = dirname(fileURLToPath(import.meta.url));
const dist = join(web, 'dist');
const packed = join(web, 'packed');

function files_below(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? files_below(path) : [path];
    });
}

function brotli(bytes) {
  return brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}

const nothing = Buffer.alloc(0);
const parts = [];
let size = 0;

/** Where in page.bin the bytes are, as C++. */
function put(bytes) {
  const begin = size;
  parts.push(bytes);
  size += bytes.length;
  return bytes.length === 0 ? '{}' : `bytes(${begin}, ${bytes.length})`;
}

const rows = files_below(dist).map((path) => {
  const plain = readFileSync(path);
  const smaller = (bytes) => (bytes.length < plain.length * 0.95 ? bytes : nothing);
  const url = `/${relative(dist, path).split('\\').join('/')}`;
  if (!/^[\w./-]+$/.test(url)) throw new Error(`${url}: a name of other characters`);
  const coded = [smaller(gzipSync(plain, { level: 9 })), smaller(brotli(plain))];
  return `      {"${url}", ${[plain, ...coded].map(put).join(', ')}},`;
});

const all = Buffer.concat(parts);
const digest = createHash('sha256').update(all).digest('hex');
mkdirSync(packed, { recursive: true });
writeFileSync(join(packed, 'page.bin'), all);
writeFileSync(
  join(packed, 'page.cpp'),
  `// Made by web/embed.mjs. The bytes: SHA-256 ${digest}

#include "server/page.h"

// An assembler takes a file in at once; a compiler would read an array number by number.
asm(".section .rodata\\n"
    "uvchat_page_bytes: .incbin \\"" UVCHAT_PAGE_BIN "\\"\\n"
    ".previous\\n");
extern "C" const char uvchat_page_bytes[];

namespace uvchat::server {
namespace {

std::string_view bytes(std::size_t begin, std::size_t size) {
  return {uvchat_page_bytes + begin, size};
}

}  // namespace

std::span<const http::BuiltInFile> built_in_page() {
  static const http::BuiltInFile files[] = {
${rows.join('\n')}
  };
  return files;
}

}  // namespace uvchat::server
`,
);
console.log(`page: ${rows.length} files, ${Math.round(size / 1024)} KiB in all codings`);
