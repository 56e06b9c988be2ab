/**
 * Draws public/icons/ from src/popup/shared/mark/shapes.ts: `npm run make:icons` (needs a Chromium; a build does not, because the
 * PNGs are committed). Also writes the hash of the shapes, so that a test notices when the icons are outdated.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { BADGES } from '../src/background/api/badge.ts';
import { HASH_FILE, ICON_FOLDER, ICON_SIZES, LOGO_SIZES, logoSvg, markSvg, sourceHash, THEMES } from './icon-source.ts';

async function rasterise(page: Page, svg: string, size: number): Promise<Buffer> {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>*{margin:0}svg{display:block;width:${String(size)}px;height:${String(size)}px}</style>${svg}`);
  return await page.screenshot({ omitBackground: true, type: 'png' });
}

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--force-color-profile=srgb'],
});
try {
  const page = await browser.newPage();
  mkdirSync(ICON_FOLDER, { recursive: true });
  for (const old of readdirSync(ICON_FOLDER)) rmSync(join(ICON_FOLDER, old));
  for (const badge of BADGES)
    for (const theme of THEMES)
      for (const size of ICON_SIZES)
        writeFileSync(
          join(ICON_FOLDER, `${badge}-${theme}-${String(size)}.png`),
          await rasterise(page, markSvg(badge, theme, size), size),
        );
  for (const size of LOGO_SIZES)
    writeFileSync(join(ICON_FOLDER, `logo-${String(size)}.png`), await rasterise(page, logoSvg(), size));
  writeFileSync(HASH_FILE, `${sourceHash()}\n`);
} finally {
  await browser.close();
}
