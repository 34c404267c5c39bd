/** Several pictures on one: `node dev/sheet.mjs OUT.png COLUMNS WIDTH FILE...` */
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const [out, columns, width, ...files] = process.argv.slice(2);
const images = files.map((file) => readFileSync(file).toString('base64'));
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
const size = { width: columns * (Number(width) + 8), height: 200 };
const page = await browser.newPage({ viewport: size });
await page.setContent(
  `<body style="margin:0;display:grid;gap:8px;background:#c33;
  grid-template-columns:repeat(${columns},${width}px)">` +
    images.map((data) => `<img width=${width} src="data:image/png;base64,${data}">`).join(''),
);
await page.screenshot({ path: out, fullPage: true });
await browser.close();
