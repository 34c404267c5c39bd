/** A picture for the views with files: a sky over a field, as PNG. */
import { crc32, deflateSync } from 'node:zlib';

function crc_of(bytes) {
  if (crc32) return crc32(bytes);
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let i = 0; i < 8; i += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc_of(body), body.length + 4);
  return whole;
}

export function made_picture(width, height) {
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * (width * 3 + 1) + 1 + x * 3;
      const hill = height * (0.62 + 0.08 * Math.sin((x / width) * 7));
      const light = y / height;
      const is_sun = Math.hypot(x - width * 0.72, y - height * 0.27) < height * 0.1;
      const colour = is_sun ? [255, 226, 150]
        : y > hill ? [70 + 60 * light, 120 + 30 * light, 60]
          : [110 + 110 * light, 160 + 60 * light, 225];
      rows.set(colour.map(Math.round), at);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0)),
  ]);
}
